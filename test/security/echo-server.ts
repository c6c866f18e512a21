/** A server that tells everything it was told: headers and body come back in its answer. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How it answers: a status with the echo as text or as the message of an API error, or a broken connection. */
export const echoModes = ['500', '401', '400', '403', 'not-json', 'graphql-error', 'broken'] as const;
type EchoMode = (typeof echoModes)[number];

export interface EchoServer {
  /** The first part of the path is the mode. */
  url(mode: EchoMode): string;
  close(): Promise<void>;
}

/** Logins are granted with `token`, so that the calls after them are made. */
export async function openEchoServer(token: string): Promise<EchoServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const isLogin = /login|access_token/.test(request.url ?? '');
      if (isLogin) {
        response.setHeader('Content-Type', 'application/json');
        const granted = { access_token: token, accessToken: token, expires_in: 3600, expiresIn: 3600 };
        response.end(JSON.stringify({ ...granted, authenticationResponseType: 'AUTHORIZATION_SUCCESSFUL' }));
        return;
      }
      const mode = echoModes.find((name) => request.url?.startsWith(`/${name}/`)) ?? '500';
      answer(response, mode, `${request.url} ${JSON.stringify(request.headers)} ${body}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (mode) => `http://127.0.0.1:${port}/${mode}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Stands before a Shopify that works, and answers every try to subscribe with »no« and all it was told. */
export async function openGossip(shopifyUrl: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      response.setHeader('Content-Type', 'application/json');
      const field = /webhookSubscription(Create|Update)/.exec(body)?.[0];
      if (field !== undefined) {
        const { variables } = JSON.parse(body) as { variables: unknown };
        const message = `no: ${JSON.stringify(variables)}`;
        const refused = { webhookSubscription: null, userErrors: [{ field: [], message }] };
        response.end(JSON.stringify({ data: { [field]: refused } }));
        return;
      }
      const headers = new Headers({ 'Content-Type': request.headers['content-type'] ?? 'application/json' });
      const token = request.headers['x-shopify-access-token'];
      if (typeof token === 'string') headers.set('X-Shopify-Access-Token', token);
      fetch(`${shopifyUrl}${request.url}`, { method: 'POST', headers, body })
        .then(async (answered) => {
          response.statusCode = answered.status;
          response.end(await answered.text());
        })
        .catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, mode: EchoMode, echo: string): void {
  if (mode === 'broken') {
    response.socket?.destroy();
    return;
  }
  const isJson = mode !== 'not-json' && mode !== '500';
  response.setHeader('Content-Type', isJson ? 'application/json' : 'text/html');
  response.statusCode = /^\d+$/.test(mode) ? Number(mode) : 200;
  if (mode === 'graphql-error') response.end(JSON.stringify({ errors: [{ message: echo }] }));
  else response.end(isJson ? JSON.stringify({ message: echo, errors: echo, error: echo }) : echo);
}
