/** Names for invented goods; no brand is meant. */
export const garments = [
  'Regnjacka',
  'Vindjacka',
  'Fleecetröja',
  'Stickad tröja',
  'Linneskjorta',
  'Flanellskjorta',
  'T-shirt',
  'Chinos',
  'Jeans',
  'Shorts',
  'Klänning',
  'Kjol',
  'Väst',
  'Överdragsbyxa',
  'Underställ',
  'Raggsockor',
  'Kofta',
  'Pyjamas',
] as const;

export const series = [
  'Norrsken',
  'Skärgård',
  'Björkdal',
  'Tallmo',
  'Havsbris',
  'Fjällsjö',
  'Granskog',
  'Midsommar',
  'Höstlöv',
  'Vinterhed',
  'Kobben',
  'Åsvik',
  'Älgstig',
  'Örnberg',
  'Ljungby backe',
  'Stenbrott',
] as const;

export const colours = [
  ['BL', 'blå'],
  ['RÖ', 'röd'],
  ['SV', 'svart'],
  ['GR', 'grön'],
  ['NA', 'naturvit'],
  ['GU', 'gul'],
] as const;

export const sizes = ['XS', 'S', 'M', 'L', 'XL'] as const;

export const homeGoods = [
  'Ljuslykta',
  'Kudde 50×50',
  'Pläd',
  'Handduk 70×140',
  'Skål, stengods',
  'Mugg 3 dl',
  'Vas, blåst glas',
  'Bricka, björk',
  'Kökshandduk, linne',
  'Doftljus',
  'Grytlapp 2-pack',
  'Korg, vass',
  'Krok, gjutjärn',
  'Matta 70×200',
] as const;

export const foods = [
  'Kaffe mörkrost 450 g',
  'Hjortronsylt 280 g',
  'Knäckebröd, surdeg',
  'Honung 350 g',
  'Lakritskola 150 g',
  'Senap, grov 200 g',
  'Havssalt 250 g',
  'Äppelmust 75 cl',
  'Saft, fläder 50 cl',
  'Müsli, rostad 600 g',
  'Choklad 70 % 100 g',
  'Pepparkakor 300 g',
] as const;

export const looseFoods = [
  'Te, lösvikt',
  'Kaffebönor, lösvikt',
  'Hårdost, lagrad 14 mån',
  'Salami, bit',
  'Naturgodis, lösvikt',
  'Mandel, lösvikt',
  'Oliver, lösvikt',
] as const;

export const services = [
  'Uppläggning byxor',
  'Presentinslagning',
  'Impregnering',
  'Byte av dragkedja',
  'Hemleverans',
  'Brodyr, text',
] as const;

export const storageAreas = ['A1', 'A2', 'B1', 'B4', 'Hylla 12', 'Källaren', 'Pall 3'] as const;

export const storeNames = [
  'Butiken i Solna',
  'Lagret i Borås',
  'Butiken i Umeå',
  'Butiken i Växjö',
  'Butiken i Östersund',
  'Butiken i Malmö',
  'Lagret i Örebro',
  'Butiken i Visby',
] as const;
