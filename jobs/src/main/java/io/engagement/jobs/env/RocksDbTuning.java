package io.engagement.jobs.env;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;

/**
 * What Flink's options cannot say about RocksDB.
 *
 * <p>Histories are looked up one by one, so blocks carry a hash index, and what is still in memory
 * a bloom filter: most users who are looked up there are new. A flush of the history cache writes
 * sorted runs that overlap little; compacting them after every four, as by default, rewrites nearly
 * everything between two checkpoints and makes incremental ones full: twelve files may gather
 * first. With universal compaction, which {@code conf/config.yaml} asks for, it is twelve runs.
 */
public final class RocksDbTuning implements RocksDBOptionsFactory {
  private static final long serialVersionUID = 1L;
  private static final int LEVEL_0_FILES = 12;
  private static final double HASH_BUCKET_USE = 0.75;
  private static final double MEMTABLE_BLOOM_SHARE = 0.05;

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> handlesToClose) {
    return current;
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> handlesToClose) {
    BlockBasedTableConfig table =
        current.tableFormatConfig() instanceof BlockBasedTableConfig given
            ? given
            : new BlockBasedTableConfig();
    table.setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
    table.setDataBlockHashTableUtilRatio(HASH_BUCKET_USE);
    table.setWholeKeyFiltering(true);
    return current
        .setTableFormatConfig(table)
        .setMemtablePrefixBloomSizeRatio(MEMTABLE_BLOOM_SHARE)
        .setMemtableWholeKeyFiltering(true)
        .setLevel0FileNumCompactionTrigger(LEVEL_0_FILES)
        .setLevel0SlowdownWritesTrigger(3 * LEVEL_0_FILES)
        .setLevel0StopWritesTrigger(4 * LEVEL_0_FILES);
  }
}
