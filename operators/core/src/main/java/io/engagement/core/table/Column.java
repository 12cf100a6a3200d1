package io.engagement.core.table;

/**
 * A column of an output table.
 *
 * @param name lower case with underscores
 */
public record Column(String name, ColumnType type) {}
