import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** A calm petrol; states have colours of their own. */
const petrol: MantineColorsTuple = [
  '#e6f6f8',
  '#cfe9ee',
  '#9dd3dc',
  '#68bcca',
  '#3da8b9',
  '#229caf',
  '#0f8ba0',
  '#0b7285',
  '#085f70',
  '#044b59',
];

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: 7,
  colors: { petrol },
  fontFamily:
    'system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250 } },
    Modal: {
      // Its head is no banner of the page.
      defaultProps: {
        centered: true,
        overlayProps: { blur: 1 },
        attributes: { header: { role: 'presentation' } },
      },
    },
    Drawer: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
  },
});

/** Dimmed text keeps 4.5 : 1 against the body in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#5c6670', '--mantine-color-placeholder': '#6b7580' },
  dark: { '--mantine-color-dimmed': '#a9b1b8', '--mantine-color-placeholder': '#9aa3ab' },
});
