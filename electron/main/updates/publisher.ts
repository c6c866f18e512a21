/** On Windows: whose certificate an installer bears. What cannot be looked at is refused, which the library lets pass. */
import { verifySignature } from 'electron-updater/out/windowsExecutableCodeSignatureVerifier.js';

/** What the library says when it has looked and knows the name by the shorter of its forms. */
const looked = /^(Verifying signature|LiteralPath: |Signature validated)/;

/** As the library wants it: null where the installer is one of the publishers', else why not. */
export async function verifyPublisher(
  publishers: string[],
  installer: string,
  verify: typeof verifySignature = verifySignature,
): Promise<string | null> {
  const unsure: string[] = [];
  const hear = (said: unknown) => {
    if (!looked.test(String(said))) unsure.push(String(said));
  };
  if (publishers.length === 0) return 'this build knows no publisher';
  const why = await verify(publishers, installer, { info: hear, warn: hear, error: hear });
  return why ?? unsure[0] ?? null;
}
