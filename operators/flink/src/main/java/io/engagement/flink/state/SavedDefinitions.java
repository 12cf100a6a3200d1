package io.engagement.flink.state;

import io.engagement.core.deployment.Definitions;
import io.engagement.core.state.StateReader;
import java.io.DataInputStream;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.jspecify.annotations.Nullable;

/** The definitions that a savepoint or checkpoint was made with, read from where it lies. */
public final class SavedDefinitions {
  private SavedDefinitions() {}

  /**
   * Reads them.
   *
   * @param path of the savepoint's folder or its metadata
   * @throws IOException when there is no savepoint, or none of this job
   */
  public static Definitions read(String path) throws IOException {
    CompletedCheckpointStorageLocation location =
        AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(path);
    CheckpointMetadata metadata;
    try (DataInputStream in = new DataInputStream(location.getMetadataHandle().openInputStream())) {
      metadata =
          Checkpoints.loadCheckpointMetadata(in, SavedDefinitions.class.getClassLoader(), path);
    }
    for (OperatorState operator : metadata.getOperatorStates()) {
      for (OperatorSubtaskState subtask : operator.getStates()) {
        for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
          Definitions found = read(handle);
          if (found != null) {
            return found;
          }
        }
      }
    }
    throw new IOException(path + " holds no definitions: it is not of an engagement job");
  }

  private static @Nullable Definitions read(OperatorStateHandle handle) throws IOException {
    OperatorStateHandle.StateMetaInfo info =
        handle.getStateNameToPartitionOffsets().get(StateCatalog.DEFINITIONS.getName());
    if (info == null) {
      return null;
    }
    try (FSDataInputStream in = handle.openInputStream()) {
      DataInputViewStreamWrapper view = new DataInputViewStreamWrapper(in);
      for (long offset : info.getOffsets()) {
        in.seek(offset);
        byte[] element = BytePrimitiveArraySerializer.INSTANCE.deserialize(view);
        StateReader reader = new StateReader().over(element);
        reader.skip(2 * Long.BYTES);
        if (reader.readBoolean()) {
          return Definitions.read(reader);
        }
      }
    }
    return null;
  }
}
