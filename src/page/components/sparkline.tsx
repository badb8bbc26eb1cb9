/** A trend in 30 columns; the numbers are in its label. */

interface Props {
  readonly values: readonly number[];
  readonly label: string;
}

const HEIGHT = 16;
const COLUMN = 3;

export function Sparkline({ values, label }: Props) {
  const most = Math.max(1, ...values);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${values.length * COLUMN} ${HEIGHT}`}
      width={values.length * COLUMN}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      {values.map((value, index) => {
        const height = value === 0 ? 0.5 : Math.max(1.5, (value / most) * HEIGHT);
        return <rect key={index} x={index * COLUMN} y={HEIGHT - height} width={COLUMN - 1} height={height} />;
      })}
    </svg>
  );
}
