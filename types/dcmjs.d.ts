/** dcmjs comes without types; this is what we use of it. */
declare module 'dcmjs' {
  type Dataset = Readonly<Record<string, unknown>>;
  interface DicomDict {
    dict: Record<string, unknown>;
    write(options?: { readonly fragmentMultiframe?: boolean }): ArrayBuffer;
  }
  export const data: {
    readonly DicomMetaDictionary: { denaturalizeDataset(dataset: Dataset): Record<string, unknown> };
    readonly DicomDict: new (meta: Record<string, unknown>) => DicomDict;
  };
}
