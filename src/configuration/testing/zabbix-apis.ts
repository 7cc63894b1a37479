/**
 * Every API that a version of Zabbix has, as its own list says (CApiServiceFactory::$objects of 5.0.8, 6.0.14 and 7.0.22):
 * what a test holds the kinds against, so that a class of a new version is not overlooked.
 */
export const ZABBIX_APIS: Readonly<Record<string, readonly string[]>> = {
  '5.0': words(`
    action alert api apiinfo application auditlog autoregistration configuration correlation
    dashboard dcheck dhost discoveryrule drule dservice event graph graphitem graphprototype
    history host hostgroup hostinterface hostprototype httptest iconmap image item itemprototype
    maintenance map mediatype module problem proxy screen screenitem script service task template
    templatescreen templatescreenitem trend trigger triggerprototype user usergroup usermacro
    valuemap
  `),
  '6.0': words(`
    action alert api apiinfo auditlog authentication autoregistration configuration correlation
    dashboard dcheck dhost discoveryrule drule dservice event graph graphitem graphprototype hanode
    history host hostgroup hostinterface hostprototype housekeeping httptest iconmap image item
    itemprototype maintenance map mediatype module problem proxy regexp report role script service
    settings sla task template templatedashboard token trend trigger triggerprototype user
    usergroup usermacro valuemap
  `),
  '7.0': words(`
    action alert api apiinfo auditlog authentication autoregistration configuration connector
    correlation dashboard dcheck dhost discoveryrule drule dservice event graph graphitem
    graphprototype hanode history host hostdashboard hostgroup hostinterface hostprototype
    housekeeping httptest iconmap image item itemprototype maintenance map mediatype mfa module
    problem proxy proxygroup regexp report role script service settings sla task template
    templatedashboard templategroup token trend trigger triggerprototype user userdirectory
    usergroup usermacro valuemap
  `),
};

/** The words of a text, in its order. */
export function words(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}
