import { idOf, remember, since } from '../populate/filling.ts';
import { MEDIA_TYPES, PROXIES, PROXY_GROUPS, SERVICES } from '../populate/names.ts';
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
