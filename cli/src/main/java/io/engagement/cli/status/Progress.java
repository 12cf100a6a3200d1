package io.engagement.cli.status;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition was read, as the tables show it.
 *
 * @param nextOffset the first that was not read
 * @param watermarkLag of the clock; null without a watermark
 */
public record Progress(long nextOffset, @Nullable Duration watermarkLag) {}
