-- On top of otel_traces, which the Collector's ClickHouse exporter creates: one narrow row for each MCP operation.
CREATE TABLE IF NOT EXISTS otel.mcp_operations
(
    Timestamp DateTime64(6),
    Service LowCardinality(String),
    Instance String,
    Session String,
    Method LowCardinality(String),
    Tool LowCardinality(String),
    ErrorType LowCardinality(String),
    DurationSeconds Float64,
    RequestBytes UInt64,
    ResponseBytes UInt64,
    TraceId String,
    SpanId String
)
ENGINE = MergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (Service, Method, Tool, Timestamp)
TTL toDateTime(Timestamp) + INTERVAL 90 DAY;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel.mcp_operations_from_spans TO otel.mcp_operations AS
SELECT
    Timestamp,
    ServiceName AS Service,
    ResourceAttributes['service.instance.id'] AS Instance,
    SpanAttributes['mcpwatch.session.id'] AS Session,
    SpanAttributes['mcp.method.name'] AS Method,
    SpanAttributes['gen_ai.tool.name'] AS Tool,
    SpanAttributes['error.type'] AS ErrorType,
    Duration / 1e9 AS DurationSeconds,
    toUInt64OrZero(SpanAttributes['mcpwatch.request.bytes']) AS RequestBytes,
    toUInt64OrZero(SpanAttributes['mcpwatch.response.bytes']) AS ResponseBytes,
    TraceId,
    SpanId
FROM otel.otel_traces
WHERE SpanKind = 'Server' AND SpanAttributes['mcp.method.name'] != '';

-- Calls, errors and percentiles by tool, for the last hour.
SELECT
    Tool,
    count() AS Calls,
    countIf(ErrorType != '') AS Errors,
    quantile(0.5)(DurationSeconds) AS P50,
    quantile(0.95)(DurationSeconds) AS P95,
    max(DurationSeconds) AS Slowest
FROM otel.mcp_operations
WHERE Method = 'tools/call' AND Timestamp > now() - INTERVAL 1 HOUR
GROUP BY Tool
ORDER BY Calls DESC;

-- The slowest calls, with the trace to open.
SELECT Timestamp, Service, Tool, DurationSeconds, ErrorType, TraceId
FROM otel.mcp_operations
WHERE Method = 'tools/call' AND Timestamp > now() - INTERVAL 1 DAY
ORDER BY DurationSeconds DESC
LIMIT 50;

-- Duplicates: delivery is at least once, so a span may have arrived twice.
SELECT TraceId, SpanId, count() AS Copies
FROM otel.mcp_operations
WHERE Timestamp > now() - INTERVAL 1 DAY
GROUP BY TraceId, SpanId
HAVING Copies > 1;
