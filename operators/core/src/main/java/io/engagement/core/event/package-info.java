/**
 * The room where bytes become user events: the event model, the Segment decoder, event matchers and
 * the refusals.
 *
 * <p>May import nothing of the project. No Flink, no clock.
 */
@NullMarked
package io.engagement.core.event;

import org.jspecify.annotations.NullMarked;
