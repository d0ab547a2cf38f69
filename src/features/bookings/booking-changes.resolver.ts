import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { batchComplexity, many, one } from '../../platform/graphql/batch';
import type { Operation } from '../../platform/graphql/operation';
import { Booking } from './booking.entity';
import type { BookingService } from './booking.service';
import { CreateBookingInput, RescheduleBookingInput } from './booking-changes.inputs';

const needs = 'Needs BOOKINGS_VIEW and BOOKINGS_EDIT.';
const bulk = `All or none, up to 500, returned in the order given. ${needs} Errors name the record by its place, like \`input.7.endsAt\` or \`ids.7\`.`;
const idArg = { description: "The booking's id. NOT_FOUND for an unknown one." };
const idsArg = { description: 'Ids of the bookings, each once. NOT_FOUND for an unknown one.' };
const newBooking = { description: 'The booking.' };
const move = { description: 'Which booking, and when and where to.' };

@Resolver()
export class BookingChangesResolver {
  constructor(private readonly bookings: BookingService) {}

  @Authorized()
  @Mutation(() => Booking, {
    description: `Creates a booking. ${needs} CONFLICT where the reference is taken.`,
    complexity: batchComplexity,
  })
  async createBooking(
    @Arg('input', () => CreateBookingInput, newBooking) input: CreateBookingInput,
    @Ctx() operation: Operation,
  ): Promise<Booking> {
    return (await this.bookings.create(operation, one('input', input)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Booking], {
    description: `Creates bookings. ${bulk} CONFLICT where a reference is taken.`,
    complexity: batchComplexity,
  })
  createBookings(
    @Arg('input', () => [CreateBookingInput], newBooking) input: CreateBookingInput[],
    @Ctx() operation: Operation,
  ): Promise<Booking[]> {
    return this.bookings.create(operation, many('input', input));
  }

  @Authorized()
  @Mutation(() => Booking, {
    description: `Confirms a booking: from now on it counts in figures. ${needs} CONFLICT unless it is PENDING.`,
    complexity: batchComplexity,
  })
  async confirmBooking(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Booking> {
    return (await this.bookings.confirm(operation, one('id', id)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Booking], {
    description: `Confirms bookings. ${bulk} CONFLICT unless each is PENDING.`,
    complexity: batchComplexity,
  })
  confirmBookings(@Arg('ids', () => [ID], idsArg) ids: string[], @Ctx() operation: Operation): Promise<Booking[]> {
    return this.bookings.confirm(operation, many('ids', ids));
  }

  @Authorized()
  @Mutation(() => Booking, {
    description: `Moves a booking to another time or place. ${needs} CONFLICT where it is CANCELLED.`,
    complexity: batchComplexity,
  })
  async rescheduleBooking(
    @Arg('input', () => RescheduleBookingInput, move) input: RescheduleBookingInput,
    @Ctx() operation: Operation,
  ): Promise<Booking> {
    return (await this.bookings.reschedule(operation, one('input', input)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Booking], {
    description: `Moves bookings to other times or places. ${bulk} CONFLICT where one is CANCELLED.`,
    complexity: batchComplexity,
  })
  rescheduleBookings(
    @Arg('input', () => [RescheduleBookingInput], move) input: RescheduleBookingInput[],
    @Ctx() operation: Operation,
  ): Promise<Booking[]> {
    return this.bookings.reschedule(operation, many('input', input));
  }

  @Authorized()
  @Mutation(() => Booking, {
    description: `Cancels a booking: it counts in no figure any more. ${needs} CONFLICT where it is CANCELLED already.`,
    complexity: batchComplexity,
  })
  async cancelBooking(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Booking> {
    return (await this.bookings.cancel(operation, one('id', id)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Booking], {
    description: `Cancels bookings. ${bulk} CONFLICT where one is CANCELLED already.`,
    complexity: batchComplexity,
  })
  cancelBookings(@Arg('ids', () => [ID], idsArg) ids: string[], @Ctx() operation: Operation): Promise<Booking[]> {
    return this.bookings.cancel(operation, many('ids', ids));
  }
}
