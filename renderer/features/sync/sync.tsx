export function Sync() {
  return <p>Sync</p>;
}
