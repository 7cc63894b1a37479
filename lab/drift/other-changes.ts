import { idOf, remember, since } from '../populate/filling.ts';
import {
  CONNECTORS,
  CORRELATIONS,
  GROUPS,
  HOSTS,
  MAINTENANCES,
  MEDIA_TYPES,
  PROXIES,
  PROXY_GROUPS,
  SERVICES,
} from '../populate/names.ts';
import { type Change, type Drifting, servicesNamed } from './drifting.ts';

export const alterMediaTypes: Change = async (drifting) => {
  await drifting.api.call('mediatype.update', [
    {
      mediatypeid: idOf(drifting, 'mediatype', MEDIA_TYPES.webhook),
      script: 'return "altered";\n',
      parameters: [{ name: 'only', value: 'one' }],
      message_templates: [],
    },
    { mediatypeid: idOf(drifting, 'mediatype', MEDIA_TYPES.disabled), status: 0 },
  ]);
  return 'script, parameters and templates of a webhook altered, another one enabled';
};

export const alterMediaTypePassword: Change = async (drifting) => {
  const mediatypeid = idOf(drifting, 'mediatype', MEDIA_TYPES.email);
  await drifting.api.call('mediatype.update', { mediatypeid, passwd: 'fake-other-password' });
  return `password of media type "${MEDIA_TYPES.email}" altered`;
};

export const alterService: Change = async (drifting) => {
  const [root] = await servicesNamed(drifting, SERVICES.root);
  const [lonely] = await servicesNamed(drifting, SERVICES.lonely);
  const changes = since(drifting, '6.0')
    ? [
        { serviceid: root, algorithm: 2, status_rules: [], tags: [] },
        { serviceid: lonely, weight: 7 },
      ]
    : [
        { serviceid: root, algorithm: 0, goodsla: '50', times: [] },
        { serviceid: lonely, showsla: 1, triggerid: '0' },
      ];
  await drifting.api.call('service.update', changes);
  return `services "${SERVICES.root}" and "${SERVICES.lonely}" altered`;
};

/** Moves a service from one parent to another. */
export const moveService: Change = async (drifting) => {
  const [shared] = await servicesNamed(drifting, SERVICES.shared);
  const [lonely] = await servicesNamed(drifting, SERVICES.lonely);
  if (since(drifting, '6.0')) {
    await drifting.api.call('service.update', { serviceid: shared, parents: [{ serviceid: lonely }] });
  } else {
    await drifting.api.call('service.update', { serviceid: shared, parentid: lonely });
  }
  return `service "${SERVICES.shared}" moved`;
};

export const alterProxy: Change = async (drifting) => {
  const proxyid = idOf(drifting, 'proxy', PROXIES.passive);
  if (since(drifting, '7.0')) {
    await drifting.api.call('proxy.update', {
      proxyid,
      address: 'localhost',
      port: '31051',
      custom_timeouts: 0,
    });
  } else {
    const fields = {
      ip: '127.0.0.1',
      dns: 'localhost',
      useip: 0,
      port: '31051',
      ...(await interfaceId(drifting, proxyid)),
    };
    await drifting.api.call('proxy.update', { proxyid, interface: fields });
  }
  return `address of proxy "${PROXIES.passive}" altered`;
};

export const alterMaintenances: Change = async (drifting) => {
  await remember(drifting, 'maintenance', 'maintenanceid', 'name');
  const [everything, noData] = [MAINTENANCES.everything, MAINTENANCES.noData].map((name) =>
    idOf(drifting, 'maintenance', name),
  );
  const hostid = idOf(drifting, 'host', HOSTS.disabled);
  const tags = [{ tag: 'other', value: 'x' }];
  await drifting.api.call('maintenance.update', [
    {
      maintenanceid: everything,
      ...(since(drifting, '6.0') ? { hosts: [{ hostid }], groups: [] } : { hostids: [hostid], groupids: [] }),
      maintenance_type: 1,
      timeperiods: [{ timeperiod_type: 2, every: 2, start_time: 0, period: 300 }],
    },
    { maintenanceid: noData, maintenance_type: 0 },
  ]);
  // 5.0 takes tags only once it collects data.
  await drifting.api.call('maintenance.update', { maintenanceid: noData, tags });
  return `maintenances "${MAINTENANCES.everything}" and "${MAINTENANCES.noData}" altered`;
};

export const alterCorrelations: Change = async (drifting) => {
  await remember(drifting, 'correlation', 'correlationid', 'name');
  await drifting.api.call('correlation.update', [
    {
      correlationid: idOf(drifting, 'correlation', CORRELATIONS.everything),
      description: 'altered',
      operations: [{ type: 0 }],
    },
    {
      correlationid: idOf(drifting, 'correlation', CORRELATIONS.formula),
      status: 0,
      filter: { evaltype: 2, conditions: [{ type: 0, tag: 'altered' }] },
    },
  ]);
  return 'event correlations altered';
};

/** Connectors came with 7.0. */
export const alterConnectors: Change = async (drifting) => {
  if (!since(drifting, '7.0')) {
    return undefined;
  }
  await remember(drifting, 'connector', 'connectorid', 'name');
  await drifting.api.call('connector.update', [
    {
      connectorid: idOf(drifting, 'connector', CONNECTORS.values),
      authtype: 5,
      token: 'fake-other-token',
      max_attempts: 1,
      tags: [],
    },
    { connectorid: idOf(drifting, 'connector', CONNECTORS.events), data_type: 0, authtype: 0 },
  ]);
  return 'connectors altered';
};

/** Fresh servers have modules from 7.0 on. */
export const alterModules: Change = async (drifting) => {
  const modules = await drifting.api.call<{ moduleid: string; config: unknown }[]>('module.get', {
    output: ['moduleid', 'config'],
    sortfield: 'relative_path',
    limit: 3,
  });
  if (modules.length < 3) {
    return undefined;
  }
  await drifting.api.call(
    'module.update',
    modules.map(({ moduleid }, index) =>
      index === 1 ? { moduleid, config: { order: ['a', 'b'] } } : { moduleid, status: index === 0 ? 1 : 0 },
    ),
  );
  return 'modules enabled and disabled, and the configuration of one altered';
};

export const alterGlobalSettings: Change = async (drifting) => {
  await drifting.api.call('autoregistration.update', { tls_accept: 1 });
  if (!since(drifting, '6.0')) {
    return 'encryption of autoregistration turned off';
  }
  await drifting.api.call('settings.update', {
    discovery_groupid: idOf(drifting, 'hostgroup', GROUPS.emoji),
    alert_usrgrpid: '0',
    default_theme: 'blue-theme',
    geomaps_tile_provider: 'OpenStreetMap.Mapnik',
    period_default: '1y',
    url: '',
  });
  await drifting.api.call('housekeeping.update', { hk_history: '5d', hk_services_mode: 1 });
  await drifting.api.call('authentication.update', {
    passwd_min_length: 6,
    saml_case_sensitive: 0,
    ...(since(drifting, '7.0')
      ? { disabled_usrgrpid: '0', ldap_jit_status: 0 }
      : { ldap_configured: 0, ldap_bind_dn: '' }),
  });
  return 'global settings, housekeeping, authentication and autoregistration altered';
};

/** Proxy groups came with 7.0. */
export const alterProxyGroup: Change = async (drifting) => {
  if (!since(drifting, '7.0')) {
    return undefined;
  }
  await remember(drifting, 'proxygroup', 'proxy_groupid', 'name');
  const proxy_groupid = idOf(drifting, 'proxygroup', PROXY_GROUPS.main);
  await drifting.api.call('proxygroup.update', { proxy_groupid, failover_delay: '5m', min_online: '1' });
  await drifting.api.call('proxy.update', {
    proxyid: idOf(drifting, 'proxy', PROXIES.groupedOne),
    proxy_groupid: '0',
  });
  return `proxy group "${PROXY_GROUPS.main}" altered, a proxy taken out of it`;
};

/** 5.0 takes a passive proxy's interface for a second one unless it is given its id; 6.0 refuses the id. */
async function interfaceId(drifting: Drifting, proxyid: string): Promise<{ interfaceid?: string }> {
  if (since(drifting, '6.0')) {
    return {};
  }
  const [proxy] = await drifting.api.call<{ interface: { interfaceid: string } }[]>('proxy.get', {
    proxyids: [proxyid],
    selectInterface: ['interfaceid'],
  });
  return { interfaceid: proxy?.interface.interfaceid ?? '' };
}
