import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.CodeSystem;

/** Validates files against base R4, offline: a line `SEVERITY <tab> file <tab> place <tab> text` for each finding. */
public class Validate {
  public static void main(String[] files) throws Exception {
    var context = FhirContext.forR4();
    var definitions = new DefaultProfileValidationSupport(context);
    // R4 came with the codes of 2019; terminology.hl7.org has had this one since version 5.0.0 of the code system.
    ((CodeSystem) definitions.fetchCodeSystem("http://terminology.hl7.org/CodeSystem/v3-ObservationValue")).addConcept().setCode("AIAST").setDisplay("Artificial Intelligence asserted");
    var support = new ValidationSupportChain(
      definitions, new CommonCodeSystemsTerminologyService(context), new InMemoryTerminologyServerValidationSupport(context));
    var validator = context.newValidator().registerValidatorModule(new FhirInstanceValidator(support));
    for (var file : files) {
      for (SingleValidationMessage found : validator.validateWithResult(Files.readString(Path.of(file))).getMessages()) {
        if (found.getSeverity() == ResultSeverityEnum.INFORMATION) continue;
        System.out.println(String.join("\t", found.getSeverity().name(), Path.of(file).getFileName().toString(), String.valueOf(found.getLocationString()), found.getMessage().replace('\n', ' ')));
      }
    }
    System.out.println("DONE\t" + files.length);
  }
}
