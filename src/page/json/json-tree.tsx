/** JSON as a tree whose nodes are asked of the worker when they are opened. */
import { useEffect, useState } from 'preact/hooks';
import { sizeOf, textOf } from '../format/quantity.js';
import { WithMarkers } from './markers.js';
import type { JsonNode, Path } from './protocol.js';
import type { RemoteDocument } from './remote-document.js';

/** Members that are drawn at once; more come on request. */
const PAGE = 100;
/** A document of so few bytes is opened as deep as `OPEN_DEPTH`. */
const OPEN_BYTES = 4000;
const OPEN_DEPTH = 3;

interface TreeProps {
  readonly document: RemoteDocument;
  readonly path: Path;
  readonly label: string;
}

export function JsonTree({ document, path, label }: TreeProps) {
  const [root, setRoot] = useState<JsonNode | undefined>();
  const [fault, setFault] = useState('');
  const at = JSON.stringify(path);
  useEffect(() => {
    document.opened
      .then(() => document.ask('node', { path }))
      .then(setRoot, (error: unknown) => setFault(String(error)));
  }, [document, at]);
  if (fault !== '') return <p class="notice notice-error">{fault}</p>;
  if (root === undefined) return <p class="faint">Loading…</p>;
  if (root.kind === 'null') return <p class="faint">Nothing was recorded here.</p>;
  return (
    <ul class="json" role="tree" aria-label={label}>
      <TreeNode document={document} node={root} path={path} depth={0} isRoot />
    </ul>
  );
}

interface NodeProps {
  readonly document: RemoteDocument;
  readonly node: JsonNode;
  readonly path: Path;
  readonly depth: number;
  readonly isRoot?: boolean;
}

function TreeNode({ document, node, path, depth, isRoot = false }: NodeProps) {
  const isParent = node.kind === 'object' || node.kind === 'array';
  const [isOpen, setOpen] = useState(isRoot || (depth < OPEN_DEPTH && node.bytes < OPEN_BYTES));
  const key = isRoot ? null : (
    <span class="json-key">{typeof node.key === 'number' ? node.key : <bdi>{node.key}</bdi>}: </span>
  );
  if (!isParent) {
    return (
      <li role="treeitem" class="json-leaf" tabIndex={-1}>
        {key}
        <Scalar document={document} node={node} path={path} />
      </li>
    );
  }
  return (
    <li role="treeitem" aria-expanded={isOpen} tabIndex={-1}>
      <button type="button" class="json-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="json-arrow" aria-hidden="true" />
        {key}
        <span class="faint">{summaryOf(node)}</span>
      </button>
      {isOpen && node.size > 0 && <Members document={document} node={node} path={path} depth={depth + 1} />}
    </li>
  );
}

function Members({ document, node, path, depth }: NodeProps) {
  const [members, setMembers] = useState<readonly JsonNode[]>([]);
  const [wanted, setWanted] = useState(PAGE);
  const at = JSON.stringify(path);
  useEffect(() => {
    void document.opened
      .then(() => document.ask('children', { path, from: 0, count: wanted }))
      .then(setMembers, () => {});
  }, [document, at, wanted]);
  return (
    <ul role="group">
      {members.map((member) => (
        <TreeNode key={member.key} document={document} node={member} path={[...path, member.key]} depth={depth} />
      ))}
      {members.length < node.size && members.length > 0 && (
        <li role="treeitem" tabIndex={-1}>
          <button type="button" class="link" onClick={() => setWanted(wanted + PAGE * 5)}>
            {node.size - members.length} more
          </button>
        </li>
      )}
    </ul>
  );
}

function Scalar({ document, node, path }: Omit<NodeProps, 'depth'>) {
  const [whole, setWhole] = useState<string | undefined>();
  if (node.kind !== 'string') return <span class={`json-${node.kind}`}>{node.text}</span>;
  return (
    <span class="json-string">
      <bdi>
        <WithMarkers text={whole ?? node.text} />
      </bdi>
      {node.cutChars > 0 && whole === undefined && (
        <button
          type="button"
          class="link"
          onClick={() =>
            void document.ask('text', { path }).then(
              (text) => setWhole(String(JSON.parse(text))),
              () => {},
            )
          }
        >
          {node.cutChars.toLocaleString('en')} more characters
        </button>
      )}
    </span>
  );
}

function summaryOf({ kind, size, bytes }: JsonNode): string {
  const [open, close] = kind === 'array' ? ['[', ']'] : ['{', '}'];
  const what = kind === 'array' ? (size === 1 ? 'item' : 'items') : size === 1 ? 'key' : 'keys';
  return `${open}${size} ${what}, ${textOf(sizeOf(bytes))}${close}`;
}
