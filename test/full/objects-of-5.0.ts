import type { LabServer } from '../../lab/zabbix.ts';

/**
 * What a restore of objects of 5.0 cannot make as an upgrade does, by `table: how row (columns)`, each with the reason.
 * Users, services, actions, scripts, maps, dashboards: for 6.0 and 7.0 alike.
 */
export const UNLIKE_OBJECTS_OF_5_0: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:sla|sla_schedule|sla_excluded_downtime|service_tag): /,
    'agreements have numbers of their own: see agreementsIn',
  ],
  [
    /^(?:service_problem_tag|trigger_tag): .* » ServiceLink » /s,
    'an upgrade names triggers by their ids: see agreementsIn',
  ],
  [/^services: changed .* #\d \(uuid\)$/s, 'an upgrade gives services of one name one uuid'],
  [
    /^services_links: (?:missing|extra) Node #/,
    'by their tags, which are other ones, the twins are told apart',
  ],
  [/^users: changed .* \(lang\)$/s, 'who had the language that 5.0 gave to all follows the default'],
  [/^scripts: changed .* \(execute_on\)$/s, 'means nothing for scripts that no shell runs'],
  [/^widget_field: changed .* » reference \(value_str\)$/s, 'drawn by lot in an upgrade'],
  [/^config: changed .*\(.*default_lang\)$/s, 'the API of 5.0 does not reach the settings'],
  [/^role_rule: (?:missing|extra) .* » (?:services?\.read|api\.mode)$/s, '5.0 has no roles'],
];

/**
 * What is agreed on for each service, and by which triggers it has problems: without the numbers of SLAs and triggers, which
 * an upgrade makes of ids.
 */
export async function agreementsIn(server: LabServer): Promise<Record<string, string>[]> {
  return await server.sql(
    `select s.name, sla.slo, sla.status, sla.effective_date, sla.timezone,
       (select string_agg(p.period_from || '-' || p.period_to, ',' order by p.period_from)
        from sla_schedule p where p.slaid = sla.slaid) as schedule,
       (select string_agg(d.name || ': ' || d.period_from || '-' || d.period_to, ',' order by d.period_from, d.name)
        from sla_excluded_downtime d where d.slaid = sla.slaid) as downtimes,
       (select string_agg(t.description, ',' order by t.description)
        from service_problem_tag p
        join trigger_tag g on g.tag = p.tag and g.value = p.value
        join triggers t on t.triggerid = g.triggerid
        where p.serviceid = s.serviceid) as triggers
     from services s
     join service_tag tag on tag.serviceid = s.serviceid and tag.tag = 'SLA'
     join sla_service_tag found on found.tag = tag.tag and found.value = tag.value
     join sla on sla.slaid = found.slaid
     order by s.name, sla.slo, schedule, downtimes, triggers`,
  );
}
