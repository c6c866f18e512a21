import classes from './two-lines.module.css';

/** A sentence in a table. */
export function TwoLines({ words }: { readonly words: string }) {
  return (
    <span className={classes.words} title={words}>
      {words}
    </span>
  );
}
