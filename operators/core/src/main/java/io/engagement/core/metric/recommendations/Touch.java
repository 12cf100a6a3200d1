package io.engagement.core.metric.recommendations;

/**
 * The last click on an item of those that are final: what an order of the item that is still to
 * come may belong to.
 *
 * @param millis of the click, epoch milliseconds
 * @param item see {@link ShownKeys#item}
 * @param spot the place of its impression
 */
record Touch(long millis, long item, Spot spot) {}
