export function Welcome({ onReal }: { readonly onReal: () => void }) {
  return (
    <button type="button" onClick={onReal}>
      real
    </button>
  );
}
