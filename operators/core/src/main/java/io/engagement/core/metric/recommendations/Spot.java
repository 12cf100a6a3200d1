package io.engagement.core.metric.recommendations;

/**
 * One place of a surface.
 *
 * @param position from 1; {@link #ANYWHERE} when it is not known
 */
record Spot(Surface surface, int position) {
  static final int ANYWHERE = 0;
}
