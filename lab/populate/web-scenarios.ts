import { create, type Fields, type Filling, idOf, since } from './filling.ts';
import { HOSTS, TEMPLATES } from './names.ts';

/** Web scenarios on a template and on a host: with credentials, headers, variables and steps of every form. */
export async function makeWebScenarios(filling: Filling): Promise<void> {
  await create(filling, 'httptest', [
    scenario(filling, idOf(filling, 'template', TEMPLATES.web), 'Lab web <&> "ü"'),
    plainScenario(idOf(filling, 'template', TEMPLATES.web), 'Lab web, disabled'),
    scenario(filling, idOf(filling, 'host', HOSTS.second), 'Lab web of a host'),
  ]);
}

function scenario(filling: Filling, hostid: string, name: string): Fields {
  return {
    hostid,
    name,
    delay: '5m',
    retries: 3,
    agent: 'Lab "agent" <1.0> ü',
    http_proxy: 'http://user:fake-proxy-password@127.0.0.1:3128',
    authentication: 1,
    http_user: 'web-user',
    http_password: 'fake-web-password <&> "ü"',
    verify_peer: 1,
    verify_host: 1,
    ssl_cert_file: 'web.crt',
    ssl_key_file: 'web.key',
    ssl_key_password: 'fake-web-key-password',
    variables: [
      { name: '{user}', value: 'ü <&> "x"' },
      { name: '{token}', value: 'regex:name="token" value="([0-9a-z]+)"' },
    ],
    headers: [
      { name: 'X-Lab', value: 'one' },
      { name: 'X-Lab', value: 'two <&>' },
    ],
    ...(since(filling, '6.0') ? { tags: [{ tag: 'web', value: 'ü <&>' }] } : {}),
    steps: steps(),
  };
}

function steps(): Fields[] {
  return [
    {
      no: 1,
      name: 'Log in: "ü" <&>',
      url: 'http://127.0.0.1:9/login',
      query_fields: [
        { name: 'a', value: '1' },
        { name: 'b', value: 'ü & <c>' },
      ],
      posts: [
        { name: 'user', value: '{user}' },
        { name: 'password', value: 'fake-form-password' },
      ],
      variables: [{ name: '{session}', value: 'regex:session=([a-z]+)' }],
      headers: [{ name: 'X-Step', value: 'one' }],
      required: 'Welcome "ü"',
      status_codes: '200,302',
      follow_redirects: 0,
      retrieve_mode: 0,
      timeout: '11s',
    },
    {
      no: 2,
      name: 'Raw post',
      url: 'http://127.0.0.1:9/raw',
      posts: '{"a": "<&>"}\r\nsecond line',
      retrieve_mode: 2,
    },
    { no: 3, name: 'Log out', url: 'http://127.0.0.1:9/logout?x={token}', retrieve_mode: 1 },
  ];
}

function plainScenario(hostid: string, name: string): Fields {
  return {
    hostid,
    name,
    status: 1,
    steps: [{ no: 1, name: 'one', url: 'http://127.0.0.1:9/', retrieve_mode: 0 }],
  };
}
