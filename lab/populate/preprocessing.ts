import { type Fields, type Filling, since } from './filling.ts';

/** One preprocessing step. @param onError 0 fail, 1 discard, 2 set a value, 3 set an error */
export function step(type: number, params = '', onError = 0, onErrorValue = ''): Fields {
  return { type, params, error_handler: onError, error_handler_params: onErrorValue };
}

/** Steps of many kinds, in chains that Zabbix takes: throttling and Prometheus may stand only once in each. */
export function chains(filling: Filling): Record<string, Fields[]> {
  const six = since(filling, '6.0');
  const seven = since(filling, '7.0');
  return {
    text: [
      ...(six ? [step(26, seven ? '0\n^timeout "<&>"' : '', 2, 'not supported')] : []),
      step(2, ' \\r\\n'),
      step(3, '0'),
      step(4, '"'),
      step(5, '^(.*) "(ü|<&>)"$\n\\1: \\2', 3, 'No match: "<&>"'),
      ...(six ? [step(25, 'old & "worn"\nnew')] : []),
      step(14, '^[a-z]+$', 1),
      step(15, 'error|<fail>'),
      step(18, 'ERROR: (.*)\n\\1', 0),
    ],
    number: [step(6), step(1, '0.125'), step(13, '-5\n100000', 2, '0'), step(10, '', 1), step(20, '10m')],
    numeralBases: [step(7, '', 1), step(8), step(9)],
    json: [
      step(16, '$.error'),
      step(12, '$.data[?(@.name == "ü & <b>")].value.first()', 2, '-1'),
      step(21, 'var x = JSON.parse("[" + value + "]");\r\nreturn x[0] > 1 && "<&>"; // CRLF\n'),
      step(19),
    ],
    xml: [step(17, '/r/error'), step(11, '//a[@b="1" and c<5]/text()', 3, 'no <a>')],
    csv: [step(24, ';\n"\n1')],
    prometheus: [step(22, `lab_bytes{name="ü <&>",path=~"/.*"}\n${six ? 'label\npath' : 'path'}`, 1)],
    prometheusToJson: [step(23, '{__name__=~"^lab_"}')],
    ...(six ? { xmlToJson: [step(27)] } : {}),
    ...(seven
      ? {
          snmpWalk: [
            step(29, '{#IFNAME}\n1.3.6.1.2.1.31.1.1.1.1\n1\n{#IFALIAS}\n1.3.6.1.2.1.31.1.1.1.18\n0', 1),
          ],
          snmpValue: [step(28, '1.3.6.1.2.1.1.5.0\n1', 2, 'none')],
          snmpGet: [step(30, '2')],
        }
      : {}),
  };
}
