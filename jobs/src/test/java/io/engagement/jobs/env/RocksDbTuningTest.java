package io.engagement.jobs.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.RocksDB;

class RocksDbTuningTest {

  @BeforeAll
  static void loadLibrary() {
    RocksDB.loadLibrary();
  }

  @Test
  void keepsWhatFlinkSetAndAddsTheHashIndexAndTheTrigger() {
    BlockBasedTableConfig fromFlink = new BlockBasedTableConfig().setBlockSize(16 * 1024);
    try (ColumnFamilyOptions options = new ColumnFamilyOptions().setTableFormatConfig(fromFlink)) {
      ColumnFamilyOptions tuned =
          new RocksDbTuning().createColumnOptions(options, new ArrayList<>());
      BlockBasedTableConfig table = (BlockBasedTableConfig) tuned.tableFormatConfig();
      assertThat(table.blockSize()).isEqualTo(16 * 1024);
      assertThat(table.dataBlockIndexType()).isEqualTo(DataBlockIndexType.kDataBlockBinaryAndHash);
      assertThat(tuned.level0FileNumCompactionTrigger()).isEqualTo(12);
    }
  }
}
