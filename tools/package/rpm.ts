/** A package for Fedora, openSUSE and their kin, by `rpmbuild`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bodyOf, type Job, onlyWhenGone, run } from './job.ts';

/** By fpm's names: what rpmbuild calls it, with how hard it tries. */
const compressors: Readonly<Record<string, string>> = {
  xz: 'w6.xzdio',
  xzmt: 'w6T0.xzdio',
  gzip: 'w9.gzdio',
  quick: 'w1.zstdio',
};

/** By Debian's names. */
const architectures: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64' };

export function buildRpm(job: Job): void {
  const compressor = compressors[job.compression];
  if (compressor === undefined) throw new Error(`--rpm-compression ${job.compression} is not known`);
  const top = join(job.folder, 'rpmbuild');
  mkdirSync(top);
  const spec = join(job.folder, 'package.spec');
  writeFileSync(spec, specOf(job));
  const architecture = architectures[job.architecture] ?? job.architecture;
  const defined = [
    `_topdir ${top}`,
    `_rpmdir ${top}`,
    '_rpmfilename made.rpm',
    `_binary_payload ${compressor}`,
    // Nobody needs to know the name of the computer it was made on.
    '_buildhost localhost',
  ];
  const words = defined.flatMap((one) => ['--define', one]);
  run('rpmbuild', '-bb', '--target', `${architecture}-linux`, ...words, spec);
  run('mv', join(top, 'made.rpm'), job.artifact);
}

/** A percent sign begins a macro. */
const plain = (text: string) => text.replaceAll('%', '%%');

/** As one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function specOf(job: Job): string {
  const { name, version, description, license, vendor, maintainer, url, depends } = job;
  const [firstLine = ''] = description.split('\n');
  const fields = {
    Name: name,
    Version: version,
    Release: '1',
    Summary: job.summary ?? firstLine,
    License: license,
    Vendor: vendor,
    Packager: maintainer,
    URL: url,
    // It carries its own libraries, which are nobody else's; what it needs of the system is listed.
    AutoReqProv: 'no',
  };
  const head = [
    ...Object.entries(fields).map(([field, value]) => `${field}: ${plain(value)}`),
    ...depends.map((one) => `Requires: ${plain(one)}`),
  ];
  const parts = [
    // Files go in as they are: nothing is stripped, and nothing is linked into a folder for debuggers.
    '%global __os_install_post %{nil}\n%global debug_package %{nil}\n%global _build_id_links none',
    head.join('\n'),
    `%description\n${plain(description)}`,
    // Newer versions of rpmbuild choose the folder themselves.
    `%install\ncp -al ${plain(quoted(`${job.files}/.`))} '%{buildroot}/'`,
    `%post -p /bin/bash\n${plain(bodyOf(job.afterInstall))}`,
    `%postun -p /bin/bash\n${plain(onlyWhenGone(job, '[ "$1" = 0 ]'))}`,
    `%files\n%defattr(-,root,root,-)\n${job.places.map((place) => `"${plain(place)}"`).join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}
