package io.engagement.flink.state;

import io.engagement.core.deployment.Definitions;
import io.engagement.core.state.StateReader;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.jspecify.annotations.Nullable;

/** A savepoint or checkpoint where it lies, looked at without starting anything. */
public final class SavedState {
  /** Why unstitched ids do not go on from stitched ones: they would count owned ids as users. */
  public static final String NO_WAY_BACK =
      "The state was made with identity.mode stitched, from which there is no way back: go on with"
          + " stitched, or start without state and --takeover";

  /** Why stitched ids do not go on from these unstitched ones. */
  public static final String DEFINITIONS_CHANGED =
      "identity.mode cannot be switched to stitched from this state: the definitions have been"
          + " changed since the first start of the job, and users' histories would begin as if"
          + " they had not been. Start without state and --takeover";

  private final String path;
  private final CheckpointMetadata metadata;

  private SavedState(String path, CheckpointMetadata metadata) {
    this.path = path;
    this.metadata = metadata;
  }

  /**
   * Reads what it consists of.
   *
   * @param path of its folder or its metadata
   * @throws UnusableStateException when there is none, or it cannot be read
   */
  public static SavedState at(String path) throws UnusableStateException {
    try {
      CompletedCheckpointStorageLocation location =
          AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(path);
      try (DataInputStream in =
          new DataInputStream(location.getMetadataHandle().openInputStream())) {
        ClassLoader loader = SavedState.class.getClassLoader();
        return new SavedState(path, Checkpoints.loadCheckpointMetadata(in, loader, path));
      }
    } catch (FileNotFoundException none) {
      throw new UnusableStateException(
          "There is no savepoint or checkpoint at " + path + ": it has no file _metadata", none);
    } catch (IOException unreadable) {
      throw new UnusableStateException(
          "The savepoint or checkpoint at %s cannot be read: %s"
              .formatted(path, unreadable.getMessage()),
          unreadable);
    }
  }

  /**
   * The definitions that it was made with.
   *
   * @throws UnusableStateException when it is not of this job
   */
  public Definitions definitions() throws IOException {
    for (OperatorState operator : metadata.getOperatorStates()) {
      for (OperatorSubtaskState subtask : operator.getStates()) {
        for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
          Definitions found = definitions(handle);
          if (found != null) {
            return found;
          }
        }
      }
    }
    throw new UnusableStateException(
        path + " holds no definitions: it is not of an engagement job");
  }

  /**
   * Why a job does not go on from it with whose events are decided as that job does; empty when it
   * does.
   *
   * @param stitched whether anonymous ids get owners in that job
   */
  public Optional<String> identityRefusal(boolean stitched, List<Definitions.Wanted> wanted)
      throws IOException {
    if (stitched == isStitched()) {
      return Optional.empty();
    }
    if (!stitched) {
      return Optional.of(NO_WAY_BACK);
    }
    Definitions before = definitions();
    return before.areFirst() && before.changes(wanted).isEmpty()
        ? Optional.empty()
        : Optional.of(DEFINITIONS_CHANGED);
  }

  /** Whether anonymous ids had owners: {@link StateCatalog#STITCHED}. */
  public boolean isStitched() {
    return metadata.getOperatorStates().stream()
        .flatMap(operator -> operator.getStates().stream())
        .flatMap(subtask -> subtask.getManagedOperatorState().stream())
        .map(handle -> handle.getStateNameToPartitionOffsets().get(StateCatalog.STITCHED.getName()))
        .anyMatch(info -> info != null && info.getOffsets().length > 0);
  }

  private static @Nullable Definitions definitions(OperatorStateHandle handle) throws IOException {
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

  /**
   * Looks for every file that it is made of. Those of an incremental checkpoint lie in folders of
   * earlier ones as well.
   *
   * @throws UnusableStateException when one is gone
   */
  public void requireFiles() throws IOException {
    Map<Path, Set<String>> namesByFolder = new HashMap<>();
    for (Path file : files()) {
      Path folder = file.getParent();
      Set<String> names = namesByFolder.get(folder);
      if (names == null) {
        names = names(folder);
        namesByFolder.put(folder, names);
      }
      if (!names.contains(file.getName())) {
        throw new UnusableStateException(
            "%s needs %s, which is gone: a checkpoint can be neither moved nor deleted in part. Start from another one, or from a savepoint"
                .formatted(path, file));
      }
    }
  }

  private static Set<String> names(Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    try {
      FileStatus[] files = folder.getFileSystem().listStatus(folder);
      for (FileStatus file : files == null ? new FileStatus[0] : files) {
        names.add(file.getPath().getName());
      }
    } catch (FileNotFoundException noFolder) {
      return Set.of();
    }
    return names;
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (OperatorState operator : metadata.getOperatorStates()) {
      for (OperatorSubtaskState subtask : operator.getStates()) {
        subtask.getManagedOperatorState().forEach(handle -> add(handle, files));
        subtask.getManagedKeyedState().forEach(handle -> add(handle, files));
        subtask.getRawKeyedState().forEach(handle -> add(handle, files));
      }
    }
    return files;
  }

  private static void add(KeyedStateHandle keyed, List<Path> files) {
    if (keyed instanceof IncrementalRemoteKeyedStateHandle incremental) {
      add(incremental.getMetaDataStateHandle(), files);
      incremental.getSharedState().stream()
          .map(HandleAndLocalPath::getHandle)
          .forEach(handle -> add(handle, files));
      incremental.getPrivateState().stream()
          .map(HandleAndLocalPath::getHandle)
          .forEach(handle -> add(handle, files));
    } else if (keyed instanceof StreamStateHandle stream) {
      add(stream, files);
    }
  }

  private static void add(StreamStateHandle handle, List<Path> files) {
    Optional<Path> file = handle.maybeGetPath();
    file.ifPresent(files::add);
  }
}
