import { expect, it } from 'vitest';
import { elementsOf, textIn } from './xml.ts';

const PAGE = `<?xml version="1.0"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name>
  <Contents><Key>a &amp;amp; &lt;Key&gt; &#233;&#xE9; &apos;&quot;</Key><Size>1</Size><Owner><ID>x</ID></Owner></Contents>
  <Contents><Key>b
c</Key><ETag>&quot;00&quot;</ETag></Contents>
  <Contents></Contents>
</ListBucketResult>`;

it('reads elements, and the text in them as it was written', () => {
  const contents = elementsOf(PAGE, 'Contents');
  expect(contents.map((each) => textIn(each, 'Key'))).toEqual([`a &amp; <Key> éé '"`, 'b\nc', undefined]);
  expect(textIn(contents[1] ?? '', 'ETag')).toBe('"00"');
  expect(textIn(PAGE, 'Name')).toBe('bucket');
});

it('finds no element in another, in a name that goes on, or in what was cut', () => {
  expect(textIn('<Names><Name>x</Name></Names>', 'Names')).toBe('<Name>x</Name>');
  expect(textIn('<KeyCount>3</KeyCount>', 'Key')).toBeUndefined();
  expect(textIn('<Key>half', 'Key')).toBeUndefined();
  expect(elementsOf('<Contents><Key>half', 'Contents')).toEqual([]);
  expect(textIn('&unknown; <A>&unknown;</A>', 'A')).toBe('&unknown;');
});
