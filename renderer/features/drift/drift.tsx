export function Drift() {
  return <p>Drift</p>;
}
