import type { Row } from '../../zabbix/database.ts';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import type { SecretValues } from './fill.ts';
import { placeKey } from './places.ts';

/** What is left of a host prototype's owner, its rule, or of the template or host itself; names are unique among both. */
const MACROS = `select coalesce(o.host, h.host) as key, r.key_ as rule,
    case when r.itemid is null then null else h.host end as prototype, m.macro, m.value
  from hostmacro m
  join hosts h on h.hostid = m.hostid
  left join host_discovery d on d.hostid = h.hostid and d.parent_itemid is not null
  left join items r on r.itemid = d.parent_itemid
  left join hosts o on o.hostid = r.hostid
  where m.type = 1`;

/**
 * Every secret that the database of a Zabbix server holds as it is: by the selects of the kinds, and the secret macros of
 * templates, hosts and host prototypes.
 * @param select reads the database, which has to be of this version
 */
export async function storedSecrets(
  select: (statement: string) => Promise<Row[]>,
  version: ZabbixVersion,
): Promise<SecretValues> {
  const values = new Map<string, string>();
  const kinds = kindsInOrder(version);
  for (const kind of kinds) {
    for (const { stored, fields, mayBeEmpty } of kind.secrets ?? []) {
      for (const row of stored === undefined ? [] : await select(stored(version))) {
        for (const field of fields) {
          const value = row[field] ?? '';
          if (value !== '' || mayBeEmpty) values.set(placeKey(kind.name, row.key ?? '', [field]), value);
        }
      }
    }
  }
  for (const { key, rule, prototype, macro, value } of await select(MACROS)) {
    const above = prototype == null ? ['macros'] : ['host_prototypes', rule ?? '', prototype];
    for (const kind of kinds.filter(({ holdsMacros }) => holdsMacros)) {
      values.set(placeKey(kind.name, key ?? '', [...above, macro ?? '']), value ?? '');
    }
  }
  return values;
}

/** Why no database tells a secret either, by kind and field; '' where one may. */
export function whyNotStored(kindName: string, field: string, version: ZabbixVersion): string {
  const kind = kindsInOrder(version).find(({ name }) => name === kindName);
  return kind?.secrets?.find(({ fields }) => fields.includes(field))?.notStored ?? '';
}
