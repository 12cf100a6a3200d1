/**
 * The room of reading YAML strictly: a typed view of nodes that know their line and path, problems
 * that are collected instead of thrown, and the notation of event matchers.
 *
 * <p>May import {@code core.event}. The only room that knows the YAML library.
 */
@NullMarked
package io.engagement.core.yaml;

import org.jspecify.annotations.NullMarked;
