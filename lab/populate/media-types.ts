import { create, type Fields, type Filling, idOf, since } from './filling.ts';
import { MEDIA_TYPES, USERS } from './names.ts';

const WEBHOOK = `// Multi-line, with what breaks naive escaping: "quotes", 'apostrophes', <tags> & ampersands
var params = JSON.parse(value),
\tanswer = { ok: params.url.indexOf('127.0.0.1') >= 0 };\r
if (!answer.ok) {
\tthrow 'Refused: ' + params.url;
}
return JSON.stringify(answer); // ünïcode: 日本語 🐘
`;

/** Media types of all four kinds, one of them disabled. They point to 127.0.0.1 only. */
export async function makeMediaTypes(filling: Filling): Promise<void> {
  await create(filling, 'mediatype', [
    {
      name: MEDIA_TYPES.email,
      type: 0,
      status: 0,
      smtp_server: '127.0.0.1',
      smtp_port: '2525',
      smtp_helo: 'lab.example.invalid',
      smtp_email: 'Lab <lab@example.invalid>',
      smtp_security: 1,
      smtp_authentication: 1,
      username: 'lab-mailer',
      passwd: 'fake-smtp-password <&> "x"',
      ...(since(filling, '7.0') ? { message_format: 1 } : { content_type: 1 }),
      maxsessions: 5,
      maxattempts: 7,
      attempt_interval: '42s',
      description: 'line 1\r\nline 2 <&> "quoted"\nline 3 – ünïcode',
      message_templates: messageTemplates(filling),
    },
    {
      name: MEDIA_TYPES.script,
      type: 1,
      status: 0,
      exec_path: 'lab-notify.sh',
      ...scriptParameters(filling, [
        '{ALERT.SENDTO}',
        '--subject',
        '{ALERT.SUBJECT}',
        '{ALERT.MESSAGE} "<&>"',
      ]),
    },
    { name: MEDIA_TYPES.sms, type: 2, status: 0, gsm_modem: '/dev/ttyLAB0' },
    { ...webhook(MEDIA_TYPES.webhook), status: 0, message_templates: messageTemplates(filling) },
    { ...webhook(MEDIA_TYPES.disabled), status: 1 },
    { name: MEDIA_TYPES.unused, type: 1, status: 1, exec_path: 'lab-unused.sh' },
  ]);
}

function webhook(name: string): Fields {
  return {
    name,
    type: 4,
    script: WEBHOOK,
    timeout: '17s',
    parameters: [
      { name: 'url', value: 'http://127.0.0.1:9/{EVENT.ID}?a=1&b=<2>' },
      { name: 'token', value: 'fake-webhook-token' },
      { name: 'empty', value: '' },
      { name: 'to', value: '{ALERT.SENDTO}' },
    ],
    process_tags: 1,
    show_event_menu: 1,
    event_menu_url: 'http://127.0.0.1/{EVENT.TAGS.lab}',
    event_menu_name: 'Lab: {EVENT.TAGS.lab}',
    description: 'a webhook',
  };
}

/** 5.0 and 6.0 keep a script's parameters as lines of one text, 7.0 as a sorted list. */
function scriptParameters(filling: Filling, values: readonly string[]): Fields {
  return since(filling, '7.0')
    ? { parameters: values.map((value, index) => ({ sortorder: String(index), value })) }
    : { exec_params: values.map((value) => `${value}\n`).join('') };
}

/** A message for every event source and operation that the version knows; 4 (service) from 6.0. */
function messageTemplates(filling: Filling): Fields[] {
  const sources: [eventsource: number, recoveries: number[]][] = [
    [0, [0, 1, 2]],
    [1, [0]],
    [2, [0]],
    [3, [0, 1]],
    ...(since(filling, '6.0') ? [[4, [0, 1, 2]] as [number, number[]]] : []),
  ];
  return sources.flatMap(([eventsource, recoveries]) =>
    recoveries.map((recovery) => ({
      eventsource,
      recovery,
      subject: `Source ${eventsource}/${recovery}: {EVENT.NAME} <&> "ü"`,
      message: `Line 1 of ${eventsource}/${recovery}\r\nLine 2 {EVENT.DATE}\nLine 3 'quoted' & <b>bold</b>\n`,
    })),
  );
}

/** Ways to reach the sample's users by the sample's media types; made after both. */
export async function makeUserMedias(filling: Filling): Promise<void> {
  const medias = [
    {
      mediatypeid: idOf(filling, 'mediatype', MEDIA_TYPES.email),
      sendto: ['operator@example.invalid'],
      active: 0,
      severity: 60,
      period: '1-5,08:00-18:00',
    },
    { mediatypeid: idOf(filling, 'mediatype', MEDIA_TYPES.webhook), sendto: 'lab', active: 1, severity: 32 },
  ].map((media) => ({ period: '1-7,00:00-24:00', ...media }));
  await filling.api.call('user.update', {
    userid: idOf(filling, 'user', USERS.operator),
    [since(filling, '6.0') ? 'medias' : 'user_medias']: medias,
  });
}
