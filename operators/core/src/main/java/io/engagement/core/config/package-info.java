/**
 * The room of the configuration: {@code engagement.yaml} becomes validated records, or a list of
 * everything that is wrong with it.
 *
 * <p>May import {@code core.catalog}, {@code core.event}, {@code core.identity}, {@code
 * core.metric}, {@code core.session}, {@code core.time}, {@code core.yaml}. Secrets stay references
 * here; they are resolved where they are used.
 */
@NullMarked
package io.engagement.core.config;

import org.jspecify.annotations.NullMarked;
