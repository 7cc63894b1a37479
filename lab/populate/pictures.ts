import { create, createOne, type Fields, type Filling, idOf } from './filling.ts';
import { ICON_MAPS, IMAGES } from './names.ts';

/** The smallest pictures of their formats: one pixel. */
export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const ICON = 1;
const BACKGROUND = 2;

/** Images of both types and two formats, and icon maps whose first fitting mapping counts. */
export async function makePictures(filling: Filling): Promise<void> {
  await create(filling, 'image', [
    { name: IMAGES.icon, imagetype: ICON, image: PNG },
    { name: IMAGES.other, imagetype: ICON, image: GIF },
    { name: IMAGES.background, imagetype: BACKGROUND, image: PNG },
    { name: IMAGES.unused, imagetype: ICON, image: GIF },
  ]);
  const mapping = (image: string, inventory_link: number, expression: string): Fields => ({
    iconid: idOf(filling, 'image', image),
    inventory_link,
    expression,
  });
  await createOne(filling, 'iconmap', {
    name: ICON_MAPS.main,
    default_iconid: idOf(filling, 'image', IMAGES.icon),
    mappings: [
      mapping(IMAGES.other, 4, '^zz "ü" <&>'),
      mapping(IMAGES.icon, 1, '^Linux'),
      mapping(IMAGES.other, 1, '.*'),
      mapping(IMAGES.icon, 4, 'aa'),
    ],
  });
  await createOne(filling, 'iconmap', {
    name: ICON_MAPS.plain,
    default_iconid: idOf(filling, 'image', IMAGES.other),
    mappings: [mapping(IMAGES.icon, 70, '1')],
  });
}
