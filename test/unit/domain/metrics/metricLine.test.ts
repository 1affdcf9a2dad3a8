import assert from 'node:assert/strict';
import { metricLine } from '../../../../src/domain/metrics/metricLine.ts';

interface Case {
  readonly line: string;
  readonly epoch?: number;
  readonly epochTotal?: number;
  readonly step?: number;
  readonly stepTotal?: number;
  readonly remainingMs?: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Lines as the programs print them. `metrics` are those that must be there, exactly these. */
const METRIC_LINES: readonly Case[] = [
  { line: 'loss=0.3', metrics: { loss: 0.3 } },
  {
    line: 'epoch=3/20 loss=0.412 val_accuracy=0.953',
    epoch: 3,
    epochTotal: 20,
    metrics: { loss: 0.412, val_accuracy: 0.953 },
  },
  { line: '{"epoch": 3, "loss": 0.3, "accuracy": 0.91}', epoch: 3, metrics: { loss: 0.3, accuracy: 0.91 } },
  { line: '{"step": 300, "metrics": {"train/loss": 1.25}}', step: 300, metrics: { 'train/loss': 1.25 } },
  { line: "{'loss': 0.3, 'epoch': 1.0}", epoch: 1, metrics: { loss: 0.3 } },
  {
    line: "{'loss': 2.1434, 'grad_norm': 1.52, 'learning_rate': 4.9e-05, 'epoch': 0.06}",
    epoch: 0.06,
    metrics: { loss: 2.1434, grad_norm: 1.52, learning_rate: 4.9e-5 },
  },
  {
    line: "{'eval_loss': 0.53, 'eval_runtime': 1.2, 'epoch': 2.0}",
    epoch: 2,
    metrics: { eval_loss: 0.53, eval_runtime: 1.2 },
  },
  {
    line: ' 45%|████▌     | 45/100 [00:12<00:15, 3.4it/s, loss=0.3]',
    step: 45,
    stepTotal: 100,
    remainingMs: 15_000,
    metrics: { loss: 0.3 },
  },
  {
    line: '  5%|▌         | 500/10000 [03:12<1:00:52,  2.60it/s]',
    step: 500,
    stepTotal: 10000,
    remainingMs: 3_652_000,
  },
  {
    line: 'Epoch 3:  45%|###  | 45/100 [00:12<00:15, 3.40it/s, v_num=0, train_loss=0.3]',
    epoch: 3,
    step: 45,
    stepTotal: 100,
    metrics: { train_loss: 0.3 },
  },
  {
    line: 'Epoch 2/5: 100%|██████████| 938/938 [00:10<00:00, 90.1it/s, loss=0.11, acc=96.5]',
    epoch: 2,
    epochTotal: 5,
    step: 938,
    stepTotal: 938,
    metrics: { loss: 0.11, acc: 96.5 },
  },
  { line: 'Epochs:  30%|███       | 3/10 [00:30<01:10, 10.0s/it]', epoch: 3, epochTotal: 10, remainingMs: 70_000 },
  { line: 'Epoch 1/10', epoch: 1, epochTotal: 10 },
  {
    line: '45/100 ━━━━━━━━━━━━━━━━━━━━ 2s 3ms/step - accuracy: 0.9012 - loss: 0.3011',
    step: 45,
    stepTotal: 100,
    metrics: { accuracy: 0.9012, loss: 0.3011 },
  },
  {
    line: '100/100 [==============================] - 1s 3ms/step - loss: 0.3 - val_loss: 0.4',
    step: 100,
    stepTotal: 100,
    metrics: { loss: 0.3, val_loss: 0.4 },
  },
  {
    line: '\u001b[1m45/100\u001b[0m \u001b[32m━━━━━━━━━━\u001b[0m\u001b[37m━━━━━━━━━━\u001b[0m \u001b[1m0s\u001b[0m 3ms/step - loss: 0.25',
    step: 45,
    stepTotal: 100,
    metrics: { loss: 0.25 },
  },
  { line: 'step 300/1000', step: 300, stepTotal: 1000 },
  { line: 'step 300/1000 loss 2.31', step: 300, stepTotal: 1000, metrics: { loss: 2.31 } },
  { line: 'iter 100: loss 2.3456, time 123.45ms, mfu 12.30%', step: 100, metrics: { loss: 2.3456 } },
  {
    line: 'step 250: train loss 2.1043, val loss 2.2011',
    step: 250,
    metrics: { train_loss: 2.1043, val_loss: 2.2011 },
  },
  {
    line: 'Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.300039',
    epoch: 1,
    step: 640,
    stepTotal: 60000,
    metrics: { loss: 2.300039 },
  },
  {
    line: 'Epoch: [0][  10/5005]\tTime  0.35 (  0.52)\tData  0.00 (  0.11)\tLoss 6.97e+00 (7.01e+00)\tAcc@1   0.39 (  0.14)',
    epoch: 0,
    step: 10,
    stepTotal: 5005,
    metrics: { loss: 6.97, 'acc@1': 0.39 },
  },
  {
    line: '2026-01-01 10:00:00 | INFO | train_inner | epoch 001:    100 / 1500 loss=9.314, ppl=636.5, wps=3400',
    epoch: 1,
    step: 100,
    stepTotal: 1500,
    metrics: { loss: 9.314, ppl: 636.5, wps: 3400 },
  },
  { line: 'INFO:train:epoch 4 - loss: 0.25 - lr: 0.001', epoch: 4, metrics: { loss: 0.25, lr: 0.001 } },
  {
    line: '2026-01-01 10:00:00,123 - INFO - Epoch 3/20, Train Loss: 0.51, Val Acc: 91.2%',
    epoch: 3,
    epochTotal: 20,
    metrics: { train_loss: 0.51, val_acc: 91.2 },
  },
  { line: 'Iteration 12, loss = 0.22901', step: 12, metrics: { loss: 0.22901 } },
  {
    line: '[10]\ttrain-logloss:0.12301\teval-logloss:0.23456',
    step: 10,
    metrics: { train_logloss: 0.12301, eval_logloss: 0.23456 },
  },
  { line: 'Test accuracy: 0.9312', metrics: { test_accuracy: 0.9312 } },
  { line: 'val_loss=nan', metrics: { val_loss: Number.NaN } },
  {
    line: 'Epoch 5/20 | train loss 0.4321 | val loss 0.5012 | 12.3s',
    epoch: 5,
    epochTotal: 20,
    metrics: { train_loss: 0.4321, val_loss: 0.5012 },
  },
  {
    line: 'Epoch [2/10], Step [100/600], Loss: 0.1893',
    epoch: 2,
    epochTotal: 10,
    step: 100,
    stepTotal: 600,
    metrics: { loss: 0.1893 },
  },
  {
    line: '01/01 10:00:00 - mmengine - INFO - Epoch(train)  [1][ 50/100]  lr: 1.0000e-02  eta: 0:10:00  time: 0.3010  loss: 0.5123',
    epoch: 1,
    step: 50,
    stepTotal: 100,
    metrics: { lr: 0.01, loss: 0.5123 },
  },
];

/** Lines of real programs that look alike and are none: settings, prose, downloads, servers, errors. */
const OTHER_LINES: readonly string[] = [
  'Namespace(lr=0.001, loss="mse", epochs=20, batch_size=32)',
  'lr=0.001 batch_size=32 epochs=20 weight_decay=0.01',
  '{"lr": 0.001, "batch_size": 32, "epochs": 20, "loss": "mse"}',
  '{"batch_size": 32, "epochs": 20, "optimizer": "adam", "label_loss": 0.1}',
  'learning_rate: 0.001',
  'loss=mse',
  'loss_weight=0.5',
  'loss_scale: 65536.0',
  'Using loss 2 of the paper with epoch 3 as its base',
  'Warning: loss: 0.3 is deprecated, use criterion instead',
  'The accuracy: 90 percent of users said it was better than step 2',
  'Downloading: 45%|████▌     | 45.0M/100M [00:12<00:15, 3.40MB/s]',
  'Downloading shards:  50%|█████     | 1/2 [00:12<00:12, 12.1s/it]',
  'Loading checkpoint shards: 100%|██████████| 2/2 [00:05<00:00, 2.5s/it]',
  'Map:  45%|████▌     | 450/1000 [00:01<00:01, 400.2 examples/s]',
  'Extracting 45%|####      | 45/100 [00:12<00:15, 3.4it/s]',
  'INFO:     127.0.0.1:53122 - "GET /accuracy?epoch=3 HTTP/1.1" 200 OK',
  'ValueError: expected loss: 0.3 got nan',
  '  File "train.py", line 12, in epoch',
  'Step 3/12 : RUN pip install torch==2.4.1',
  'Collecting accelerate==1.2.3',
  'Saved checkpoint to /outputs/epoch=3-step=300.ckpt',
  'early stopping after epoch 3 because the loss did not improve by 0.01',
  'epoch time: 12.3s',
  'Epochs: 20',
  'map: /data/maps/12',
  'error: 13',
  'step',
  '3/20',
  'torch 2.4.1 cuda 12.1',
  'accuracy of the method: see section 3.2',
  'iou_threshold: 0.5',
  'I0101 10:00:00.123456 1234 loss.cc:12] Loading 3 files',
  'http://127.0.0.1:8080/epoch/3/loss=0.3',
  'recall that 0.3 is the limit: 5',
  'GPU 0: loss of connection 3',
  'Layer map 3: 64 x 64',
  'args.loss: 0.3',
  'rank=3 world_size=8 local_rank=3',
];

describe('metricLine', () => {
  for (const { line, metrics = {}, ...counts } of METRIC_LINES) {
    it(`reads ${JSON.stringify(line.slice(0, 70))}`, () => {
      const found = metricLine(line);
      assert.ok(found, 'not seen as a line of metrics');
      const { metrics: values, ...others } = found;
      assert.deepEqual(Object.fromEntries(values), metrics);
      assert.deepEqual(others, counts);
    });
  }

  for (const line of OTHER_LINES) {
    it(`leaves alone ${JSON.stringify(line.slice(0, 70))}`, () => {
      assert.equal(metricLine(line), undefined);
    });
  }

  it('takes no longer for hostile lines than for others', () => {
    for (const line of [
      'loss'.repeat(490),
      `loss ${'a '.repeat(950)}=`,
      `epoch ${'1/'.repeat(980)}`,
      `acc${'_acc'.repeat(480)}=1`,
    ]) {
      assert.equal(metricLine(line), undefined);
    }
  });
});
