package io.engagement.core.session;

/**
 * What page pings are worth (Snowplow's rule): a view with pings in n different intervals since the
 * view counts n - 1 heartbeats and one minimum visit.
 *
 * @param heartbeatMillis length of an interval, above 0
 */
public record PingRule(long heartbeatMillis, long minimumVisitMillis) {}
