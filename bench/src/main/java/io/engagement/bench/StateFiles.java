package io.engagement.bench;

import io.engagement.jobs.env.RocksDbTuning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * What histories take in files of RocksDB, with the compression, filter and blocks that {@code
 * conf/config.yaml} and the job ask for, everything merged. One process, one folder, which is
 * removed.
 */
final class StateFiles implements AutoCloseable {
  private static final int BITS_PER_KEY = 10;

  static {
    RocksDB.loadLibrary();
  }

  private final Path folder;
  private final Options options;
  private final RocksDB db;

  StateFiles() throws IOException, RocksDBException {
    folder = Files.createTempDirectory("engagement-state");
    BlockBasedTableConfig table =
        new BlockBasedTableConfig().setFilterPolicy(new BloomFilter(BITS_PER_KEY, false));
    ColumnFamilyOptions columns =
        new RocksDbTuning()
            .createColumnOptions(
                new ColumnFamilyOptions()
                    .setTableFormatConfig(table)
                    .setCompressionType(CompressionType.LZ4_COMPRESSION),
                new ArrayList<>());
    options = new Options(new DBOptions().setCreateIfMissing(true), columns);
    db = RocksDB.open(options, folder.toString());
  }

  /** Keeps a history; thread-safe. */
  void put(String user, byte[] history) {
    try {
      db.put(user.getBytes(StandardCharsets.UTF_8), history);
    } catch (RocksDBException e) {
      throw new IllegalStateException("RocksDB does not take a history", e);
    }
  }

  /** Bytes of all files, once everything is merged. */
  long bytes() throws RocksDBException {
    db.compactRange();
    List<LiveFileMetaData> files = db.getLiveFilesMetaData();
    return files.stream().mapToLong(LiveFileMetaData::size).sum();
  }

  @Override
  public void close() throws IOException {
    db.close();
    options.close();
    FolderRemoval.remove(folder);
  }
}
