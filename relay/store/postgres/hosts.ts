/**
 * The addresses in `postgres://user:password@one:5432,two:5432/relay?…`, one for each host in their order. `pg` knows only one
 * host, so the list is ours; `target_session_attrs` is dropped, because a primary is always what is looked for.
 */
export function hostUrls(databaseUrl: string): string[] {
  const [, scheme = '', credentials = '', hosts = '', rest = ''] =
    /^(postgres(?:ql)?:\/\/)((?:[^@/?]*@)?)([^/?]*)(.*)$/s.exec(databaseUrl) ?? [];
  const [path = '', query = ''] = rest.split('?');
  const parameters = new URLSearchParams(query);
  parameters.delete('target_session_attrs');
  const end = parameters.size > 0 ? `${path}?${parameters}` : path;
  return hosts.split(',').map((host) => `${scheme}${credentials}${host}${end}`);
}

/** For the log: no user, no password. */
export const hostOf = (url: string): string =>
  /@?([^@/?]*)([/?]|$)/.exec(url.replace(/^\w+:\/\//, ''))?.[1] ?? '';
