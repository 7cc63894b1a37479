import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostsInExpression, renameHostsInExpression, withHostAndKey } from './expression.ts';

describe('hosts in trigger expressions', () => {
  it.each([
    ['{Linux by agent:system.cpu.load[percpu,avg1].avg(5m)}>2', ['Linux by agent']],
    ['{a:k.last()}=1 and {b.c-d_e:k["}{x:y.last()}"].last("x")}<>{$MAX:"{z:k.last()}"}', ['a', 'b.c-d_e']],
    ['{TRIGGER.VALUE}=0 and {$X}>1', []],
    ['last(/Zabbix server/zabbix[process,/x/y,avg])>75', ['Zabbix server']],
    ['count( /h1/k,#3,"eq","(/h2/k)")>1 or last(/h3/k["a]",(/h4/k)])=0', ['h1', 'h3']],
    ['min(/A/vfs.fs.size[/,free],5m)/last(/A/total)>{$F:"(/B/k)"}', ['A']],
    ['10/2>last(/A/k)/3', ['A']],
  ])('%s', (expression, hosts) => {
    expect(hostsInExpression(expression)).toEqual(hosts);
  });

  it('renames hosts and nothing else', () => {
    expect(
      renameHostsInExpression('last(/a/k["/a/k"])=1 and {a:x.last("a")}', new Map([['a', 'new a']])),
    ).toBe('last(/new a/k["/a/k"])=1 and {new a:x.last("a")}');
  });

  it('finds what was put in, whatever the names and texts around it', () => {
    const host = fc.stringMatching(/^[A-Za-z0-9_.][A-Za-z0-9_. -]{0,12}$/);
    const anyText = fc.string({ maxLength: 12 }).map((value) => JSON.stringify(value.replace(/[^ -~]/g, '')));
    fc.assert(
      fc.property(fc.array(fc.tuple(host, anyText, anyText), { minLength: 1, maxLength: 4 }), (terms) => {
        const expression = terms
          .map(([name, parameter, argument]) => `find(/${name}/key[${parameter},x],,"like",${argument})=1`)
          .join(' and ');
        expect(hostsInExpression(expression)).toEqual([...new Set(terms.map(([name]) => name))]);
      }),
    );
  });

  it('always ends and keeps what it does not know', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}()[]"\\/:,$# ab') }), (expression) => {
        expect(renameHostsInExpression(expression, new Map())).toBe(expression);
      }),
    );
  });
});

describe('an expression inside an item of 5.0', () => {
  it('gets host and key into every function, and into nothing else', () => {
    expect(
      withHostAndKey(
        '{last()}>{$MAX:"{last()}"} and {str("{last(",#2)}=1 or {#LLD}={TRIGGER.VALUE}',
        'web 1',
        'load[$&]',
      ),
    ).toBe(
      '{web 1:load[$&].last()}>{$MAX:"{last()}"} and {web 1:load[$&].str("{last(",#2)}=1 or {#LLD}={TRIGGER.VALUE}',
    );
  });

  it.each(['{web:load.last()}>0', 'last(/web/load)="{last()}"', '{$LAST}=1'])(
    'stays as it is where it names them: %s',
    (expression) => expect(withHostAndKey(expression, 'a', 'b')).toBe(expression),
  );
});
