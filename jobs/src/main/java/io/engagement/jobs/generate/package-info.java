/**
 * The room where realistic input is made: a shop with a magazine, its visitors and their habits,
 * written as Segment-spec records to a file or a topic.
 *
 * <p>Everything follows from one seed: no clock and no other randomness decides what is written
 * (the clock only paces a live run). May import Kafka's client for {@link
 * io.engagement.jobs.generate.KafkaRecordSink}; nothing of the jobs beside it.
 */
@NullMarked
package io.engagement.jobs.generate;

import org.jspecify.annotations.NullMarked;
