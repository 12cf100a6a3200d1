/**
 * The room where realistic input is made: a shop with a magazine, its visitors and their habits,
 * written as Segment-spec records to a file or a topic.
 *
 * <p>Everything follows from one seed: no clock and no other randomness decides what is written
 * (the clock only paces a live run). May import Kafka's client for {@link
 * io.engagement.generate.KafkaRecordSink}; nothing of the project.
 */
@NullMarked
package io.engagement.generate;

import org.jspecify.annotations.NullMarked;
