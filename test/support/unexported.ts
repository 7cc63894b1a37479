/**
 * A select of the ids of trigger prototypes that a template has added to a rule which it inherits: no export holds these.
 * The stock 5.0 has one.
 */
export const UNEXPORTED_TRIGGERS = `select distinct t.triggerid from triggers t join functions f on f.triggerid = t.triggerid
     join item_discovery d on d.itemid = f.itemid join items rule on rule.itemid = d.parent_itemid
     where t.flags = 2 and t.templateid is null and rule.templateid is not null`;
