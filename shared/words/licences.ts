/** What the window shows of the libraries that the program is built of, as the build leaves it in `licences.json`. */
export interface Licences {
  readonly libraries: readonly {
    readonly name: string;
    readonly version: string;
    /** As SPDX writes it. */
    readonly licence: string;
    /** Which of the texts. */
    readonly text: number;
  }[];
  readonly texts: readonly string[];
}
