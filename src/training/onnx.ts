import protobuf from 'protobufjs';

/** The part of onnx.proto (IR version 8) that a small graph of doubles needs. */
const schema = `
syntax = "proto3";
message OperatorSetId { string domain = 1; int64 version = 2; }
message Model { int64 ir_version = 1; string producer_name = 2; string producer_version = 3; string domain = 4; Graph graph = 7; repeated OperatorSetId opset_import = 8; }
message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
message Node { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated Attribute attribute = 5; }
message Attribute { string name = 1; int64 i = 3; int32 type = 20; }
message Tensor { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message ValueInfo { string name = 1; Type type = 2; }
message Type { TensorType tensor_type = 1; }
message TensorType { int32 elem_type = 1; Shape shape = 2; }
message Shape { repeated Dimension dim = 1; }
message Dimension { int64 dim_value = 1; }
`;
const model = protobuf.parse(schema, { keepCase: true }).root.lookupType('Model');
const double = 11;
const intAttribute = 2;

/** One operator: its inputs, its output, and integer attributes. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number>>;
}

/** A graph of doubles; a tensor is given by rows and columns. */
export interface OnnxGraph {
  readonly name: string;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly constants: Readonly<Record<string, { readonly dims: readonly number[]; readonly values: readonly number[] }>>;
  readonly nodes: readonly OnnxNode[];
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

function rawDoubles(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, k) => { view.setFloat64(8 * k, value, true); });
  return bytes;
}

const valueInfo = ([name, dims]: readonly [string, readonly number[]]) => ({ name, type: { tensor_type: { elem_type: double, shape: { dim: dims.map((dim_value) => ({ dim_value })) } } } });

/** The graph as bytes of an ONNX file, operator set 17; the same graph gives the same bytes. */
export function writeOnnx({ name, inputs, constants, nodes, outputs }: OnnxGraph): Uint8Array {
  const message = model.fromObject({
    ir_version: 8, producer_name: 'sarcolens', producer_version: '1', domain: '', opset_import: [{ domain: '', version: 17 }],
    graph: {
      name,
      node: nodes.map(({ op, inputs: from, output, attributes = {} }) => ({ input: from, output: [output], name: output, op_type: op, attribute: Object.entries(attributes).map(([key, i]) => ({ name: key, i, type: intAttribute })) })),
      initializer: Object.entries(constants).map(([key, { dims, values }]) => ({ name: key, dims, data_type: double, raw_data: rawDoubles(values) })),
      input: Object.entries(inputs).map(valueInfo),
      output: Object.entries(outputs).map(valueInfo),
    },
  });
  return model.encode(message).finish();
}
