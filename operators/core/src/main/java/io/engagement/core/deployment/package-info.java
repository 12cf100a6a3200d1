/**
 * The room where a configuration is made ready to run.
 *
 * <p>May import every other room of core; none imports it.
 */
@NullMarked
package io.engagement.core.deployment;

import org.jspecify.annotations.NullMarked;
