package io.engagement.flink.serde;

import io.engagement.core.table.RowChange;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Tells Flink to move {@link RowChange}s with {@link RowChangeSerializer}. */
public final class RowChangeTypeInfo extends TypeInformation<RowChange> {
  private static final long serialVersionUID = 1L;

  private final OutputTables outputs;

  public RowChangeTypeInfo(OutputTables outputs) {
    this.outputs = outputs;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<RowChange> getTypeClass() {
    return RowChange.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<RowChange> createSerializer(SerializerConfig config) {
    return new RowChangeSerializer(outputs);
  }

  @Override
  public String toString() {
    return "RowChange";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowChangeTypeInfo that
        && new RowChangeSerializer(outputs).equals(new RowChangeSerializer(that.outputs));
  }

  @Override
  public int hashCode() {
    return RowChangeTypeInfo.class.getName().hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof RowChangeTypeInfo;
  }
}
