/**
 * The room where the laws of metrics are tried: raw events that an oracle understands, random
 * histories at the boundaries, and the harness that runs a metric over them in every legal order.
 *
 * <p>A family brings a {@link io.engagement.core.laws.MetricCase} and a {@link
 * io.engagement.core.laws.NaiveOracle}; {@link io.engagement.core.laws.MetricLaws} does the rest.
 */
package io.engagement.core.laws;
