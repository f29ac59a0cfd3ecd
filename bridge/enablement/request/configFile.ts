/** A part of a realm's configuration as an operator writes it, which is checked together with the rest. */
export interface ConfigFile {
  readonly document: unknown;
  /** The name of the file, for mistakes. */
  readonly file: string;
  /** Where the document begins in the file; at the top by default. */
  readonly pointer?: string;
}
