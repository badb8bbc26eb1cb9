/** Who sends: service, instance, process, runtime, SDK. */
import { describe, expect, it } from 'vitest';
import { instanceId } from '../../../../../src/delivery/ship/otlp/resource/instance-id.js';
import { type ResourceOptions, Resources } from '../../../../../src/delivery/ship/otlp/resource/resources.js';
import { recorded } from '../recorded.js';

const OPTIONS: ResourceOptions = {
  instance: '0123456789abcdef',
  process: { pid: 4242, executable: '/usr/bin/node', command: '/srv/server.js', runtimeVersion: '24.1.0' },
  serviceName: undefined,
  attributes: {},
};
/** The id of an event that another process has made. */
const DEAD = '0195f0c0c0c0-ffffffffffffffff-000001';
const attributesOf = (over: Partial<ResourceOptions> = {}, event = recorded()) =>
  new Resources({ ...OPTIONS, ...over }).of(event).resource.attributes;

describe('the resource', () => {
  it('is the server, its process and this SDK', () => {
    expect(attributesOf()).toEqual({
      'service.name': 'example',
      'service.version': '1.0.0',
      'service.instance.id': instanceId('0123456789abcdef'),
      'process.pid': 4242,
      'process.executable.path': '/usr/bin/node',
      'process.executable.name': 'node',
      'process.command': '/srv/server.js',
      'process.runtime.name': 'nodejs',
      'process.runtime.version': '24.1.0',
      'process.runtime.description': 'Node.js',
      'telemetry.sdk.name': 'mcpwatch-node',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.version': '0.1.0',
    });
  });

  it('takes its name from OTEL_SERVICE_NAME first, then OTEL_RESOURCE_ATTRIBUTES, then the server', () => {
    const attributes = { 'service.name': 'from-attributes', 'deployment.environment.name': 'test' };
    expect(attributesOf({ attributes })).toMatchObject({
      'service.name': 'from-attributes',
      'deployment.environment.name': 'test',
      'mcpwatch.server.name': 'example',
    });
    expect(attributesOf({ attributes, serviceName: 'from-name' })).toMatchObject({ 'service.name': 'from-name' });
    expect(attributesOf({}, recorded({ server_name: '' }))).toMatchObject({ 'service.name': 'unknown_service:node' });
  });

  it('of an event of a process that has ended is that process’s', () => {
    const dead = recorded({ event_id: DEAD });
    const attributes = attributesOf({}, dead);
    expect(attributes).toMatchObject({
      'service.instance.id': instanceId('ffffffffffffffff'),
      'service.name': 'example',
    });
    expect(Object.keys(attributes).filter((name) => name.startsWith('process.'))).toEqual([]);
  });

  it('that another process has left is used for its events', () => {
    const resources = new Resources(OPTIONS);
    const { key } = resources.of(recorded({ event_id: DEAD }));
    const heir = new Resources(OPTIONS);
    heir.restore(key, { 'process.pid': 7 });
    expect(heir.of(recorded({ event_id: DEAD })).resource.attributes).toEqual({ 'process.pid': 7 });
    expect(heir.of(recorded()).resource.attributes).toMatchObject({ 'process.pid': 4242 });
  });

  it('is the same object for all events of a server, and another for each server', () => {
    const resources = new Resources(OPTIONS);
    expect(resources.of(recorded())).toBe(resources.of(recorded({ event_name: 'other' })));
    expect(resources.of(recorded())).not.toBe(resources.of(recorded({ server_name: 'other' })));
    expect(resources.of(recorded())).toMatchObject({ isOwn: true });
    expect(resources.of(recorded({ event_id: DEAD }))).toMatchObject({ isOwn: false });
  });

  it('keeps no more of them than it needs, whatever servers call themselves', () => {
    const resources = new Resources(OPTIONS);
    for (let count = 0; count < 5000; count += 1) resources.of(recorded({ server_name: `server-${count}` }));
    expect(resources.of(recorded()).resource.attributes).toMatchObject({ 'service.name': 'example' });
  });
});

describe('the instance id', () => {
  it('is a UUID of version 5 that anyone can compute', () => {
    expect(instanceId('0123456789ab')).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(instanceId('0123456789ab')).toBe(instanceId('0123456789ab'));
    expect(instanceId('0123456789ab')).not.toBe(instanceId('0123456789ac'));
  });

  it('is what the RFC’s algorithm makes in the namespace of service.instance.id', () => {
    // python3 -c "import uuid; print(uuid.uuid5(uuid.UUID('4d63009a-8d0f-11ee-aad7-4c796ed8e320'), '0123456789ab'))"
    expect(instanceId('0123456789ab')).toBe('c207fd91-6658-5fab-8ffd-61030944e15b');
  });
});
