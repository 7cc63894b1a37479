import type { JsonObject } from '../../../src/configuration/json.ts';
import { isObject, objectsIn } from '../../../src/configuration/json.ts';
import type { Estate } from './estate.ts';
import { unless } from './inside.ts';

/** Who may do what, and what they are told by. */
export function drawAccess(estate: Estate): void {
  const { draw } = estate;
  for (let left = draw.int(2, 4); left > 0; left -= 1) drawExpression(estate);
  for (let left = draw.int(2, 4); left > 0; left -= 1) drawGlobalMacro(estate);
  for (let left = draw.int(3, 5); left > 0; left -= 1) drawMediaType(estate);
  for (let left = draw.int(2, 3); left > 0; left -= 1) drawRole(estate);
  for (let left = draw.int(3, 5); left > 0; left -= 1) drawUserGroup(estate);
  for (let left = draw.int(3, 5); left > 0; left -= 1) drawUser(estate);
  for (let left = draw.int(1, 3); left > 0; left -= 1) drawToken(estate);
}

function drawExpression({ draw, add }: Estate): void {
  add('regexps', {
    name: draw.name(128),
    test_string: draw.text(),
    expressions: Array.from({ length: draw.int(1, 3) }, () => {
      const type = draw.pick(['0', '1', '2', '3', '4']);
      return {
        expression: type === '1' ? `${draw.name(60)};other` : `^"ü" ${draw.int(1, 99)}$`,
        expression_type: type,
        case_sensitive: String(draw.int(0, 1)),
        ...(type === '1' && { exp_delimiter: draw.pick([',', '.', '/']) }),
      };
    }),
  });
}

function drawGlobalMacro({ draw, add, keys }: Estate): void {
  const secret = draw.once(4);
  add('macros', {
    macro: `{$RANDOM.${keys('macros').length}}`,
    type: secret ? 'SECRET_TEXT' : 'TEXT',
    description: draw.text(),
    ...unless(secret, { value: draw.text() }),
  });
}

function drawMediaType({ draw, add }: Estate): void {
  const description = draw.text();
  const settings = draw.pick<JsonObject>([
    { type: 'SMS', gsm_modem: '/dev/ttyLAB0' },
    {
      type: 'WEBHOOK',
      parameters: [{ name: 'a', value: draw.name(60) }, { name: 'empty' }],
      script: `return "${draw.int(1, 99)} ü <&>";\n`,
      timeout: '17s',
    },
    {
      type: 'EMAIL',
      smtp_server: '127.0.0.1',
      smtp_helo: 'lab.example.invalid',
      smtp_email: 'Lab <lab@example.invalid>',
    },
  ]);
  add('mediatypes', {
    name: draw.name(100),
    ...settings,
    ...unless(!draw.once(2), { status: 'DISABLED' }),
    ...unless(description === '', { description }),
    ...unless(!draw.once(2), {
      message_templates: [
        {
          event_source: 'TRIGGERS',
          operation_mode: draw.pick(['PROBLEM', 'RECOVERY', 'UPDATE']),
          subject: draw.name(255),
          message: draw.name(200),
        },
      ],
    }),
  });
}

/** A role of the installer under another name, with some rights taken away or given. */
function drawRole({ draw, add, given }: Estate): void {
  const model = given.objects.get('roles')?.get(draw.pick(['User role', 'Admin role']));
  if (model === undefined) throw new Error('The server has lost the roles of the installer');
  const content = structuredClone(model.content);
  const rules = isObject(content.rules) ? content.rules : {};
  for (const right of [...objectsIn(rules.ui).slice(1), ...objectsIn(rules.actions)]) {
    right.status = String(draw.int(0, 1));
  }
  const listed = draw.once(2);
  add('roles', {
    ...content,
    name: draw.name(255),
    rules: {
      ...rules,
      api_mode: listed ? String(draw.int(0, 1)) : '0',
      api: listed ? draw.some(['host.get', 'action.*', '*.create', 'problem.get'], 1, 3) : [],
      services_read_mode: '0',
      services_read_tag: { tag: 'service', value: draw.name(60) },
    },
  });
}

function drawUserGroup({ draw, add, keys }: Estate): void {
  const newer = draw.version === '7.0';
  const readable = draw.some(keys('hostgroups'), 1, 3);
  const rights = readable.map((id) => ({ id, permission: draw.pick(['0', '2', '3']) }));
  const ofTemplates = newer
    ? draw.some(keys('templategroups'), 0, 2).map((id) => ({ id, permission: draw.pick(['0', '2', '3']) }))
    : [];
  add('usergroups', {
    name: draw.name(64),
    debug_mode: String(draw.int(0, 1)),
    gui_access: newer ? '1' : draw.pick(['0', '1']),
    users_status: draw.once(4) ? '1' : '0',
    tag_filters: draw.once(2)
      ? [{ groupid: draw.pick(readable), tag: draw.name(60), value: draw.pick(['', 'ü']) }]
      : [],
    ...(newer
      ? { hostgroup_rights: rights, templategroup_rights: ofTemplates, mfa_status: '0' }
      : { rights }),
  });
}

function drawUser({ draw, add, keys, content }: Estate): void {
  const medias = draw.some(keys('mediatypes'), 0, 2).map((mediatypeid) => ({
    mediatypeid,
    sendto:
      content('mediatypes', mediatypeid).type === 'EMAIL'
        ? ['a@example.invalid', `b${draw.int(1, 9)}@example.invalid`]
        : draw.name(60),
    active: String(draw.int(0, 1)),
    severity: String(draw.int(0, 63)),
    period: draw.pick(['1-7,00:00-24:00', '1-5,08:00-18:00;6,10:00-12:00']),
  }));
  const stays = draw.once(2);
  add('users', {
    username: draw.name(100),
    name: draw.text().replaceAll('\n', ' '),
    surname: draw.name(100),
    roleid: draw.pick([...keys('roles'), 'User role']),
    usrgrps: draw.some(keys('usergroups'), 1, 2).map((usrgrpid) => ({ usrgrpid })),
    medias,
    autologin: stays ? '1' : '0',
    autologout: stays ? '0' : draw.pick(['0', '15m']),
    lang: 'default',
    theme: draw.pick(['default', 'dark-theme']),
    refresh: draw.pick(['30s', '5m']),
    rows_per_page: String(draw.int(1, 500)),
    timezone: draw.pick(['default', 'Europe/Zurich']),
    url: '',
  });
}

function drawToken({ draw, add, keys }: Estate): void {
  add('tokens', {
    userid: draw.pick(keys('users')),
    name: draw.name(64),
    description: draw.text(),
    status: String(draw.int(0, 1)),
    expires_at: draw.pick(['0', '2147400000']),
  });
}
