import ca.uhn.fhir.context.FhirContext;
import ca.uhn.hapi.fhir.cdshooks.api.json.CdsServiceResponseJson;
import ca.uhn.hapi.fhir.cdshooks.api.json.CdsServicesJson;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.file.Path;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ServiceRequest;

/** Reads a discovery (first file) and answers of services (the others) with HAPI's classes of CDS Hooks; one line for each thing read, and for each property that they do not know. */
public class ReadCards {
  public static void main(String[] files) throws Exception {
    var context = FhirContext.forR4();
    var module = new SimpleModule().addDeserializer(IBaseResource.class, new JsonDeserializer<IBaseResource>() {
      @Override public IBaseResource deserialize(JsonParser parser, DeserializationContext given) throws IOException {
        return context.newJsonParser().setParserErrorHandler(new ca.uhn.fhir.parser.StrictErrorHandler()).parseResource(parser.readValueAsTree().toString());
      }
    });
    var mapper = new ObjectMapper().registerModule(module).addHandler(new DeserializationProblemHandler() {
      @Override public boolean handleUnknownProperty(DeserializationContext given, JsonParser parser, JsonDeserializer<?> reader, Object owner, String property) throws IOException {
        say("unknown", owner.getClass().getSimpleName(), property);
        parser.skipChildren();
        return true;
      }
    });
    for (var service : mapper.readValue(Path.of(files[0]).toFile(), CdsServicesJson.class).getServices()) say("service", service.getId(), service.getHook(), service.getPrefetch().size());
    for (int k = 1; k < files.length; k++) {
      for (var card : mapper.readValue(Path.of(files[k]).toFile(), CdsServiceResponseJson.class).getCards()) {
        say("card", card.getUuid(), card.getIndicator(), card.getSummary(), card.getSource().getLabel(), card.getOverrideReasons().size());
        for (var link : card.getLinks()) say("link", link.getType(), link.getUrl());
        if (card.getSuggestions() != null) for (var suggestion : card.getSuggestions()) for (var action : suggestion.getActions()) say("action", action.getType(), ((ServiceRequest) action.getResource()).getNote().size());
      }
    }
    System.out.println("DONE\t" + files.length);
  }

  private static void say(Object... words) {
    System.out.println(String.join("\t", java.util.Arrays.stream(words).map(String::valueOf).toList()));
  }
}
