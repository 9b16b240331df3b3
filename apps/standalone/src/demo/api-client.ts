/** The public API as the demo uses it: nothing here that a script of yours could not do. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async get<Answer>(path: string): Promise<Answer> {
    return (await this.send('GET', path)) as Answer;
  }

  send(method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    return this.fetchJson(method, path, body, headers);
  }

  private async fetchJson(
    method: string,
    path: string,
    body: object | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}
