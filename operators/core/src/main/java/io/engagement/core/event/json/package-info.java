/**
 * The room of strict JSON over bytes: one pass that checks a whole record by RFC 8259 and notes
 * where the wanted values lie. Knows nothing of events.
 *
 * <p>May import nothing of the project. No Flink, no clock.
 */
@NullMarked
package io.engagement.core.event.json;

import org.jspecify.annotations.NullMarked;
